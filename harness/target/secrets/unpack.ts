import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { mostInflated, readZip } from './zip.ts';

/** What is packed in a content, and a text that says where. */
export interface Packed {
  readonly where: string;
  readonly content: Buffer;
}

export interface Unpacked {
  readonly parts: readonly Packed[];
  /** What looks packed and could not be read, a sentence each. */
  readonly unread: readonly string[];
}

/** Shorter base64 holds nothing packed that could hold a secret. */
const longRun = /[A-Za-z0-9+/_-]{32,}/g;
const scriptPack = /<script type="text\/plain"[^>]{0,200}>\s{0,20}([A-Za-z0-9+/]{2,})={0,2}\s{0,20}<\/script>/g;

/** Unpacks what a content holds: a zip or gzip file, and, as reports have them, such files and raw deflate in base64. */
export function unpack(content: Buffer, text: string): Unpacked {
  const [parts, unread]: [Packed[], string[]] = [[], []];
  collect(content, 'the file', parts, unread);
  const packs = new Set<number>();
  for (const match of text.matchAll(scriptPack)) {
    const start = match.index + match[0].indexOf('>') + 1;
    const inflated = attempt(() => inflateRawSync(Buffer.from(match[1] ?? '', 'base64'), { maxOutputLength: mostInflated }));
    if (inflated === null) unread.push(`the script at ${match.index} holds no pack that can be inflated`);
    else parts.push({ where: `the pack at ${match.index}`, content: inflated });
    packs.add(start);
  }
  for (const match of text.matchAll(longRun)) {
    if (packs.has(match.index)) continue;
    const decoded = Buffer.from(match[0], 'base64');
    if (collect(decoded, `the base64 at ${match.index}`, parts, unread)) continue;
    const inflated = attempt(() => inflateRawSync(decoded, { maxOutputLength: mostInflated }));
    if (inflated !== null) parts.push({ where: `the base64 at ${match.index}`, content: inflated });
  }
  return { parts, unread };
}

/** Says whether bytes are a packed file by their first ones, and collects what is in it. */
function collect(bytes: Buffer, where: string, parts: Packed[], unread: string[]): boolean {
  if (bytes.length < 4) return false;
  if (bytes.readUInt32LE(0) === 0x04034b50 || bytes.readUInt32LE(0) === 0x06054b50) {
    const entries = readZip(bytes);
    if (entries === null) unread.push(`${where} is a zip file without a directory that can be read`);
    for (const { name, content, why } of entries ?? []) {
      if (content === null) unread.push(`${where} has an entry ${name}: ${why}`);
      else parts.push({ where: name, content });
    }
    return true;
  }
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (gzip || (bytes[0] === 0x78 && bytes.readUInt16BE(0) % 31 === 0)) {
    const inflated = attempt(() => (gzip ? gunzipSync : inflateSync)(bytes, { maxOutputLength: mostInflated }));
    if (inflated !== null) parts.push({ where: `${where}, inflated`, content: inflated });
    // Text may begin with the two bytes of zlib.
    else if (gzip) unread.push(`${where} is a gzip file that cannot be inflated`);
    return inflated !== null || gzip;
  }
  return false;
}

function attempt(inflate: () => Buffer): Buffer | null {
  try {
    return inflate();
  } catch {
    return null;
  }
}
