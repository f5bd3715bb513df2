import net from 'node:net';
import tls from 'node:tls';

/** A response as it came over the wire; its lines hold one character a byte. */
export interface RawResponse {
  readonly statusLine: string;
  readonly headerLines: readonly string[];
  /** Decoded from chunks where it came in chunks. */
  readonly body: Buffer;
}

/** Milliseconds that a client waits for more bytes, so that a test fails and does not hang. */
const longestWait = 2000;

/** A client on a bare socket that writes exact bytes and reads exact bytes: for tests of the origins. */
export class RawClient {
  readonly socket: net.Socket;
  #received: Buffer = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => undefined;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    // A reset ends a connection as a close does; a test reads what came before.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Connects to a loopback address; with `secure`, over TLS, of which this client checks nothing. */
  static async connect(port: number, { host = '127.0.0.1', secure = false }: { host?: string; secure?: boolean } = {}): Promise<RawClient> {
    const socket = secure ? tls.connect({ port, host, servername: 'localhost', rejectUnauthorized: false }) : net.connect({ port, host });
    await new Promise<void>((resolve, reject) => {
      socket.once(secure ? 'secureConnect' : 'connect', resolve);
      socket.once('error', reject);
    });
    socket.setNoDelay(true);
    return new RawClient(socket);
  }

  /** Writes text, one byte a character. */
  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Reads one response. `bodyless` for the answer to a HEAD request. Rejects when the connection ends before its end. */
  async response({ bodyless = false } = {}): Promise<RawResponse> {
    const head = (await this.#upTo('\r\n\r\n')).toString('latin1').slice(0, -4);
    const [statusLine = '', ...headerLines] = head.split('\r\n');
    const value = (name: string): string | undefined => headerLines.find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim();
    if (bodyless || /^HTTP\/1\.1 (1\d\d|204|304) /.test(statusLine)) return { statusLine, headerLines, body: Buffer.alloc(0) };
    const body = value('transfer-encoding') === 'chunked' ? await this.#chunks() : await this.#take(Number(value('content-length') ?? 0));
    return { statusLine, headerLines, body };
  }

  /** Reads all that comes until the other side ends the connection. */
  async rest(): Promise<string> {
    while (!this.#ended) await this.#more();
    return this.#received.toString('latin1');
  }

  close(): void {
    this.socket.destroy();
  }

  async #chunks(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (;;) {
      const size = Number.parseInt((await this.#upTo('\r\n')).toString('latin1'), 16);
      const chunk = await this.#take(size + 2);
      if (size === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, size));
    }
  }

  async #upTo(mark: string): Promise<Buffer> {
    for (;;) {
      const at = this.#received.indexOf(mark);
      if (at !== -1) return this.#take(at + mark.length);
      await this.#more();
    }
  }

  async #take(size: number): Promise<Buffer> {
    while (this.#received.length < size) await this.#more();
    const taken = this.#received.subarray(0, size);
    this.#received = this.#received.subarray(size);
    return taken;
  }

  async #more(): Promise<void> {
    if (this.#ended) throw new Error(`the connection ended after ${JSON.stringify(this.#received.toString('latin1'))}`);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing came for ${longestWait} ms after ${JSON.stringify(this.#received.toString('latin1'))}`)), longestWait);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
