/** A strict reader of OpenMetrics text, for tests: it throws where the grammar or a rule of the specification is broken. */

export interface Metric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const suffixes: Readonly<Record<string, string>> = { gauge: '', info: '_info' };

/** Reads a whole text. Source: https://prometheus.io/docs/specs/om/open_metrics_spec/#abnf */
export function readMetrics(text: string): readonly Metric[] {
  if (!text.endsWith('\n# EOF\n') && text !== '# EOF\n') throw new Error('the text does not end with # EOF');
  const lines = text.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1);
  const metrics: Metric[] = [];
  const families = new Set<string>();
  const series = new Set<string>();
  let family: { readonly name: string; readonly type: string; readonly seen: Set<string> } | null = null;
  for (const line of lines) {
    const descriptor = /^# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\n"]|\\[n"\\])+)$/.exec(line);
    if (descriptor !== null) {
      const [, kind = '', name = '', rest = ''] = descriptor;
      if (kind === 'TYPE') {
        if (families.has(name)) throw new Error(`${name} comes twice, or in two places`);
        if (!(rest in suffixes)) throw new Error(`type ${rest}`);
        families.add(name);
        family = { name, type: rest, seen: new Set() };
      }
      if (family?.name !== name || family.seen.has('sample') || family.seen.has(kind)) throw new Error(`out of place: ${line}`);
      if (kind === 'UNIT' && !name.endsWith(`_${rest}`)) throw new Error(`${name} does not end with its unit`);
      family.seen.add(kind);
      continue;
    }
    const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line);
    if (match === null || family === null) throw new Error(`no line of the grammar: ${line}`);
    const [, name = '', written = '', value = ''] = match;
    if (name !== `${family.name}${suffixes[family.type]}`) throw new Error(`${name} stands in the family ${family.name}`);
    const labels = labelsOf(written);
    const key = JSON.stringify([name, Object.entries(labels).sort()]);
    if (series.has(key)) throw new Error(`twice: ${line}`);
    series.add(key);
    family.seen.add('sample');
    metrics.push({ name, labels, value: Number(value) });
  }
  return metrics;
}

function labelsOf(written: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = written;
  while (rest !== '') {
    const match = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^\\\n"]|\\[n"\\])*)"(?:,(?=.)|$)/.exec(rest);
    if (match === null) throw new Error(`no label: ${rest}`);
    const [whole, name = '', value = ''] = match;
    if (name in labels) throw new Error(`the label ${name} comes twice`);
    labels[name] = value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
    rest = rest.slice(whole.length);
  }
  return labels;
}
