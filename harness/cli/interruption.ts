export interface Interruption {
  readonly signal: AbortSignal;
  readonly by: () => 'SIGINT' | 'SIGTERM' | null;
  readonly ignore: () => void;
}

/** Turns the first Ctrl-C, or the first SIGTERM, into an orderly end; a second one ends the process as usual. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let first: 'SIGINT' | 'SIGTERM' | null = null;
  const end = (name: 'SIGINT' | 'SIGTERM') => (): void => {
    first ??= name;
    controller.abort();
  };
  const [interrupt, terminate] = [end('SIGINT'), end('SIGTERM')];
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', terminate);
  return {
    signal: controller.signal,
    by: () => first,
    ignore: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', terminate);
    },
  };
}
