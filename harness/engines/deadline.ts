/** Resolves when work is done, has failed, or takes longer than a number of milliseconds; which of them does not matter. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.then(() => undefined, () => undefined), late]);
  clearTimeout(timer);
}
