import type { Socket } from 'node:net';
import type { HeaderPair } from '../harness/fetch/header.ts';
import type { WireResponse } from './exchange-log.ts';

type Head = Pick<WireResponse, 'status' | 'statusText' | 'headers'>;

/**
 * Reads response heads off a connection as they are written, so that the log holds the bytes that were sent and not what
 * a server meant to send. One request at a time is under way on an HTTP/1.1 connection.
 */
export class WireTap {
  #written = '';
  #head: Head | null = null;
  #reading = false;

  constructor(socket: Socket) {
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = ((chunk: string | Uint8Array, encoding?: unknown, ...rest: unknown[]) => {
      if (this.#reading) this.#read(typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)).toString('latin1') : Buffer.from(chunk).toString('latin1'));
      return write(chunk, encoding, ...rest);
    });
  }

  /** Begins with the next response. */
  start(): void {
    this.#written = '';
    this.#head = null;
    this.#reading = true;
  }

  /** Gets the head of the response that has been written, or null while there is none. */
  head(): Head | null {
    return this.#head;
  }

  #read(text: string): void {
    this.#written += text;
    const end = this.#written.indexOf('\r\n\r\n');
    if (end === -1) return;
    const head = parseHead(this.#written.slice(0, end));
    this.#written = this.#written.slice(end + 4);
    if (head !== null && head.status < 200) return void this.#read('');
    this.#head = head;
    this.#reading = false;
  }
}

function encodingOf(encoding: unknown): BufferEncoding {
  return typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
}

/** Parses a response's status line and header lines, byte for byte; null when they are malformed. */
export function parseHead(text: string): Head | null {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const match = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/s.exec(statusLine);
  if (match === null) return null;
  if (lines.some((line) => line.indexOf(':') < 1)) return null;
  const headers = lines.map((line): HeaderPair => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
  });
  return { status: Number(match[1]), statusText: match[2] ?? '', headers };
}
