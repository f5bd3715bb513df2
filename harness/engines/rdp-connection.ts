import net from 'node:net';
import { PacketReader, writePacket } from './rdp-packets.ts';
import type { RdpPacket } from './rdp-packets.ts';

/** A connection to a debugger server on loopback. */
export interface RdpConnection {
  /** Asks an actor. Rejects when it answers with an error, and when the connection ends. */
  ask(actor: string, type: string, fields?: object): Promise<RdpPacket>;
  close(): void;
}

/**
 * Connects to a debugger server, which comes up somewhat later than its browser: tries until a moment of
 * `performance.now()`. `onEvent` gets the packets that answer nothing.
 */
export async function connectRdp(port: number, until: number, onEvent: (packet: RdpPacket) => void): Promise<RdpConnection> {
  const socket = await openSocket(port, until);
  const reader = new PacketReader();
  // Each actor answers in the order in which it was asked; the root actor's first words are a greeting.
  const waiting = new Map<string, { resolve: (answer: RdpPacket) => void; reject: (error: Error) => void }[]>();
  const answerOf = (actor: string): Promise<RdpPacket> =>
    new Promise((resolve, reject) => {
      const queue = waiting.get(actor) ?? [];
      waiting.set(actor, [...queue, { resolve, reject }]);
    });
  const receive = (packet: RdpPacket): void => {
    const asked = packet.type === undefined ? waiting.get(packet.from)?.shift() : undefined;
    if (asked === undefined) onEvent(packet);
    else if (packet.error === undefined) asked.resolve(packet);
    else asked.reject(new Error(`${packet.from}: ${packet.error}: ${packet.message}`));
  };
  socket.on('data', (chunk: Buffer) => {
    try {
      reader.read(chunk).forEach(receive);
    } catch {
      // No debugger server is at the other end.
      socket.destroy();
    }
  });
  socket.once('close', () => {
    for (const { reject } of [...waiting.values()].flat()) reject(new Error('the connection ended'));
    waiting.clear();
  });
  await answerOf('root');
  return {
    ask(actor, type, fields = {}) {
      if (socket.destroyed) return Promise.reject(new Error('the connection has ended'));
      const answer = answerOf(actor);
      socket.write(writePacket({ to: actor, type, ...fields }));
      return answer;
    },
    close: () => void socket.destroy(),
  };
}

async function openSocket(port: number, until: number): Promise<net.Socket> {
  for (;;) {
    try {
      return await new Promise<net.Socket>((resolve, reject) => {
        const socket = net.connect(port, '127.0.0.1');
        socket.once('connect', () => resolve(socket));
        // Stays for good: an error ends the socket, and its end is what is acted on.
        socket.on('error', reject);
      });
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
