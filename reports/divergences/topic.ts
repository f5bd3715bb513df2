/** The sections, in the order of what web developers meet first. */
export const topics = ['Preflights', 'Redirects', 'Credentials and cookies', 'Headers', 'Bodies', 'XMLHttpRequest', 'Mode no-cors', 'Other'] as const;
export type Topic = (typeof topics)[number];

/** Tags of scenarios that put what they show into a section; the first that fits counts. */
const tagged: readonly (readonly [topic: Topic, tags: readonly string[]])[] = [
  ['Redirects', ['redirect']],
  ['Preflights', ['preflight', 'safelist', 'preflight-cache']],
  ['Credentials and cookies', ['credentials', 'cookies']],
  ['Mode no-cors', ['mode']],
  ['Bodies', ['body']],
  ['Headers', ['headers', 'referrer', 'response-filtering']],
];

/** Chooses the section of what these cases show: by the tags that all of them have, or else by those of the first. */
export function topicOf(cases: readonly { readonly tags: readonly string[]; readonly api: string }[]): Topic {
  const [first] = cases;
  if (first === undefined) return 'Other';
  const by = (tags: readonly string[]): Topic | undefined => tagged.find(([, names]) => names.some((name) => tags.includes(name)))?.[0];
  const topic = by(first.tags.filter((tag) => cases.every(({ tags }) => tags.includes(tag)))) ?? by(first.tags) ?? 'Other';
  return topic !== 'Redirects' && cases.every(({ api }) => api === 'xhr') ? 'XMLHttpRequest' : topic;
}
