import getPort from 'get-port';
import net from 'node:net';
import { PacketReader, writePacket } from '../rdp-packets.ts';
import type { RdpPacket } from '../rdp-packets.ts';

/** What a fake debugger server says to a request: packets, or null to hang up. */
export type Answers = (request: { readonly to: string; readonly type: string; readonly listeners?: readonly string[] }) => readonly object[] | null;

export interface FakeDebuggerServer {
  readonly port: number;
  /** Resolves when a client is gone. */
  readonly left: Promise<void>;
  stop(): void;
}

/** Starts a debugger server that is none: it says `greeting` to who connects, and answers as told. */
export async function startFakeDebuggerServer(answers: Answers, greeting: Buffer = writePacket({ from: 'root', applicationType: 'browser' })): Promise<FakeDebuggerServer> {
  let leave: () => void;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    const reader = new PacketReader();
    socket.on('error', () => undefined);
    socket.once('close', () => leave());
    socket.on('data', (chunk: Buffer) => {
      for (const request of reader.read(chunk) as (RdpPacket & Parameters<Answers>[0])[]) {
        const packets = answers(request);
        if (packets === null) socket.destroy();
        else for (const packet of packets) socket.write(writePacket(packet));
      }
    });
    socket.write(greeting);
  });
  const port = await getPort({ host: '127.0.0.1' });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    left,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
