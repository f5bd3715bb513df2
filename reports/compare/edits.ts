/** One place where two values differ; null where one of them has nothing. */
export interface Edit {
  /** `outcome`, `exchanges[0].headers.Origin` … */
  readonly path: string;
  /** JSON. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Lists the places in which two values of plain JSON differ, each as deep as it can be named. The order of keys is none. */
export function editsBetween(from: unknown, to: unknown, path = ''): Edit[] {
  if (isList(from) && isList(to)) {
    return Array.from({ length: Math.max(from.length, to.length) }, (_, index) => editsBetween(from[index], to[index], `${path}[${index}]`)).flat();
  }
  if (isObject(from) && isObject(to)) {
    const own = (value: Record<string, unknown>, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) => editsBetween(own(from, key), own(to, key), path === '' ? key : `${path}.${key}`));
  }
  const [before, after] = [written(from), written(to)];
  return before === after ? [] : [{ path, from: before, to: after }];
}

function written(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
