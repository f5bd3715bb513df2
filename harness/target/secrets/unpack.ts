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

/** Base64 of what begins as zip, gzip or zlib does. To try raw deflate on every long word would take minutes. */
const packedRun = /(?<![A-Za-z0-9+/_-])(?:UEsDB|UEsFB|H4sI|eJ[w-z]|eN[o-r]|eA[E-H]|eF[4-7])[A-Za-z0-9+/_-]{24,}/g;
const scriptPack = /<script type="text\/plain"[^>]{0,200}>\s{0,20}([A-Za-z0-9+/]{2,})={0,2}\s{0,20}<\/script>/g;

/** Unpacks what a content holds: a zip or gzip file, and, as reports have them, such files in base64, and raw deflate in the base64 of a script element. */
export function unpack(content: Buffer, text: string): Unpacked {
  const [parts, unread]: [Packed[], string[]] = [[], []];
  collect(content, 'the file', parts, unread);
  for (const match of text.matchAll(scriptPack)) {
    const inflated = attempt(() => inflateRawSync(Buffer.from(match[1] ?? '', 'base64'), { maxOutputLength: mostInflated }));
    if (inflated === null) unread.push(`the script at ${match.index} holds no pack that can be inflated`);
    else parts.push({ where: `the pack at ${match.index}`, content: inflated });
  }
  for (const match of text.matchAll(packedRun)) collect(Buffer.from(match[0], 'base64'), `the base64 at ${match.index}`, parts, unread);
  return { parts, unread };
}

/** Collects what is in a packed file, which its first bytes tell. */
function collect(bytes: Buffer, where: string, parts: Packed[], unread: string[]): void {
  if (bytes.length < 4) return;
  if (bytes.readUInt32LE(0) === 0x04034b50 || bytes.readUInt32LE(0) === 0x06054b50) {
    const entries = readZip(bytes);
    if (entries === null) unread.push(`${where} is a zip file without a directory that can be read`);
    for (const { name, content, why } of entries ?? []) {
      if (content === null) unread.push(`${where} has an entry ${name}: ${why}`);
      else parts.push({ where: name, content });
    }
    return;
  }
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (gzip || (bytes[0] === 0x78 && bytes.readUInt16BE(0) % 31 === 0)) {
    const inflated = attempt(() => (gzip ? gunzipSync : inflateSync)(bytes, { maxOutputLength: mostInflated }));
    if (inflated !== null) parts.push({ where: `${where}, inflated`, content: inflated });
    // Text may begin with the two bytes of zlib.
    else if (gzip) unread.push(`${where} is a gzip file that cannot be inflated`);
  }
}

function attempt(inflate: () => Buffer): Buffer | null {
  try {
    return inflate();
  } catch {
    return null;
  }
}
