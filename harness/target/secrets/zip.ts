import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** Null when it could not be read; `why` says why. */
  readonly content: Buffer | null;
  readonly why: string;
}

/** Most bytes that one entry is inflated to; a small file may claim to be endless. */
export const mostInflated = 512 * 1024 * 1024;

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

/**
 * Reads the entries of a zip file by its central directory; null when it has none that can be read.
 * Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.12, 4.3.16
 */
export function readZip(file: Buffer): ZipEntry[] | null {
  const end = findEnd(file);
  if (end === null) return null;
  const [count, start] = [file.readUInt16LE(end + 10), file.readUInt32LE(end + 16)];
  // Zip64 writes the greatest number where the real one stands elsewhere.
  if (count === 0xffff || start === 0xffffffff) return null;
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || file.readUInt32LE(at) !== entrySignature) return null;
    const [nameLength, extraLength, commentLength] = [file.readUInt16LE(at + 28), file.readUInt16LE(at + 30), file.readUInt16LE(at + 32)];
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, ...readContent(file, at) });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** The end record is last, but for a comment of up to 64 KiB. */
function findEnd(file: Buffer): number | null {
  for (let at = file.length - 22; at >= Math.max(0, file.length - 22 - 0xffff); at--) {
    if (file.readUInt32LE(at) === endSignature) return at;
  }
  return null;
}

function readContent(file: Buffer, entry: number): { content: Buffer | null; why: string } {
  const [flags, method, size, local] = [file.readUInt16LE(entry + 8), file.readUInt16LE(entry + 10), file.readUInt32LE(entry + 20), file.readUInt32LE(entry + 42)];
  if ((flags & 1) !== 0) return { content: null, why: 'it is encrypted' };
  if (local + 30 > file.length || file.readUInt32LE(local) !== localSignature) return { content: null, why: 'the directory points to no entry' };
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  if (start + size > file.length) return { content: null, why: 'it is cut' };
  const packed = file.subarray(start, start + size);
  if (method === 0) return { content: packed, why: '' };
  if (method !== 8) return { content: null, why: `its compression method ${method} is not known here` };
  try {
    return { content: inflateRawSync(packed, { maxOutputLength: mostInflated }), why: '' };
  } catch {
    return { content: null, why: 'it cannot be inflated' };
  }
}
