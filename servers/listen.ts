import type { Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import getPort from 'get-port';

/** Loopback addresses that a name may mean: `localhost` is both, an address only itself. */
export function loopbackAddresses(): readonly string[] {
  const six = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
  return six ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
}

/**
 * Listens on one free port of every loopback address. A port that another program takes meanwhile is given up for another.
 * Throws what `listen` throws, other than that.
 */
export async function listenOnLoopback(makeServer: () => Server, wanted?: number): Promise<{ port: number; servers: Server[] }> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await getPort());
    const servers: Server[] = [];
    try {
      for (const address of loopbackAddresses()) {
        const server = makeServer();
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject);
          server.listen({ port, host: address, exclusive: true }, () => {
            server.removeListener('error', reject);
            resolve();
          });
        });
        servers.push(server);
      }
      return { port, servers };
    } catch (error) {
      for (const server of servers) server.close();
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || wanted !== undefined || attempt === 20) throw error;
    }
  }
}
