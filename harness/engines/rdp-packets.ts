/** A message of Firefox's remote debugging protocol; `from` names the actor that speaks. */
export interface RdpPacket {
  readonly from: string;
  /** Events have one; answers have none. */
  readonly type?: string;
  readonly error?: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

/** Writes a message as the protocol's transport wants it: its length in bytes, a colon, JSON. */
export function writePacket(message: object): Buffer {
  const json = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`${json.length}:`), json]);
}

/** More digits than any packet's length has: what goes on longer is not this protocol. */
const longestLength = 12;

/** Puts packets together from a stream, in which they come in pieces or several at a time. */
export class PacketReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Takes a chunk. Returns the packets that are whole now; throws when the stream is not one of packets. */
  read(chunk: Buffer): RdpPacket[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const packets: RdpPacket[] = [];
    for (;;) {
      const colon = this.#rest.indexOf(':');
      const length = this.#rest.toString('latin1', 0, colon === -1 ? this.#rest.length : colon);
      if (!/^\d*$/.test(length) || length.length > longestLength) throw new Error(`no packet begins with ${JSON.stringify(length.slice(0, 40))}`);
      const end = colon + 1 + Number(length);
      if (colon === -1 || this.#rest.length < end) return packets;
      // Cut as bytes: a length counts those, and a chunk may end within a character.
      packets.push(JSON.parse(this.#rest.toString('utf8', colon + 1, end)) as RdpPacket);
      this.#rest = this.#rest.subarray(end);
    }
  }
}
