import net from 'node:net';

/** Milliseconds that a connection may take before the next address is tried. */
const longestTry = 2000;

/**
 * Chooses, of the addresses that a name has, the first at which something listens, as browsers do: `localhost` is often two
 * addresses, and a server at one of them. Where nothing listens, or there is but one, it is the first; null where there is none.
 * Nothing is sent.
 */
export async function firstThatListens(addresses: readonly string[], port: number): Promise<string | null> {
  const [first = null, ...others] = addresses;
  for (const address of others.length === 0 ? [] : addresses) if (await listens(address, port)) return address;
  return first;
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: longestTry });
    const end = (found: boolean) => (): void => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });
}
