import { atMost } from './deadline.ts';
import type { EngineWords, WordSource } from './engine.ts';
import { connectRdp } from './rdp-connection.ts';
import type { RdpConnection } from './rdp-connection.ts';

/** Lets Firefox start its debugger server. Without any of these it listens to nobody, or asks the user. */
export const firefoxDebuggerPrefs = {
  'devtools.debugger.remote-enabled': true,
  'devtools.debugger.prompt-connection': false,
  'devtools.chrome.enabled': true,
  // What it is anyway, said because it matters: nobody but this machine may connect.
  'devtools.debugger.force-local': true,
};

const longestConnecting = 3000;
const longestAnswer = 500;

/**
 * Listens to stock Firefox's error messages over its remote debugging protocol, for WebDriver BiDi has none of them. Only
 * the parent process is asked, to which all content processes forward theirs, and which makes the requests of workers
 * itself: so windows, workers and frames speak through one listener, also in a new process after a navigation, and nothing
 * is attached to a page. When it cannot be had there are no words, and nothing else is different.
 */
export async function listenToFirefox(port: number): Promise<WordSource> {
  const words: EngineWords[] = [];
  let connection: RdpConnection | null = null;
  let ping: () => Promise<unknown> = () => Promise.resolve();
  const listen = async (): Promise<void> => {
    const rdp = await connectRdp(port, performance.now() + longestConnecting, (packet) => {
      if (packet.type === 'pageError') words.push(wordsOfPageError(packet['pageError'] as PageError));
    });
    connection = rdp;
    const { processDescriptor } = (await rdp.ask('root', 'getProcess', { id: 0 })) as unknown as { processDescriptor: { actor: string } };
    const { process } = (await rdp.ask(processDescriptor.actor, 'getTarget')) as unknown as { process: { consoleActor: string } };
    const startListeners = (listeners: readonly string[]): Promise<unknown> => rdp.ask(process.consoleActor, 'startListeners', { listeners });
    await startListeners(['PageError']);
    // Told of no further listeners, it answers all the same.
    ping = () => startListeners([]);
  };
  await atMost(longestConnecting, listen());
  return {
    async take() {
      await atMost(longestAnswer, ping());
      return words.splice(0);
    },
    close: () => connection?.close(),
  };
}

/** One of Firefox's error messages, as its console actor tells it. */
export interface PageError {
  readonly errorMessage: string | { readonly initial: string };
  readonly category: string;
  readonly exceptionDocURL?: string | null;
}

/** Makes words of an error message. */
export function wordsOfPageError({ errorMessage, category, exceptionDocURL }: PageError): EngineWords {
  const text = typeof errorMessage === 'string' ? errorMessage : errorMessage.initial;
  // The category of a CORS error has a number that goes up when its text changes; the page about it keeps its name.
  const name = /\/CORS\/Errors\/(\w+)/.exec(exceptionDocURL ?? '')?.[1];
  const [, named, quoted] = /(?:resource at |load data from )‘?([^\s’]+)’?\.(?:\s|$)|“([a-z][a-z\d+.-]*:[^\s”]+)”/i.exec(text) ?? [];
  return { source: 'rdp', code: name ?? category, detail: null, text, url: named ?? quoted ?? null };
}
