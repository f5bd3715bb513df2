import type { Redacted, Redactor } from './redact.ts';
import { isSensitiveName } from './sensitive-name.ts';

/** Deeper data are refused, before the stack ends. */
const deepest = 500;
const addressKeys = /^(?:url|href|location|referrer|documentUrl|clientUrl)$/i;

class NotJson extends Error {}

/** Redacts JSON-like data with a redactor, as their structure tells what each text is. */
export function walk<T>(data: T, redactor: Redactor): Redacted<T> {
  try {
    return { kind: 'redacted', data: new Walk(redactor).value(data, '', 0) as T };
  } catch (error) {
    if (error instanceof NotJson) return { kind: 'refused', problem: { problem: `What is to be redacted is no JSON: it has ${error.message}.`, tryThis: 'Give plain objects, lists, texts, numbers, booleans and null; write nothing of it before.' } };
    // A getter or a proxy may throw anything, and its words may hold what is to be hidden.
    return { kind: 'refused', problem: { problem: 'What is to be redacted could not be read.', tryThis: 'Give plain objects without getters.' } };
  }
}

class Walk {
  readonly #redactor: Redactor;
  readonly #above = new Set<object>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** `key` is what the value is called in the object around it, or the list around it. */
  value(value: unknown, key: string, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return addressKeys.test(key) ? this.#redactor.url(value) : this.#redactor.text(value);
      case 'number': {
        const shown = this.#redactor.byValue(String(value));
        return shown === String(value) ? value : shown;
      }
      case 'boolean':
      case 'undefined':
        return value;
      case 'object':
        return value === null ? null : this.#inside(value, key, depth);
      default:
        throw new NotJson(`a ${typeof value} in it`);
    }
  }

  #inside(value: object, key: string, depth: number): unknown {
    if (this.#above.has(value)) throw new NotJson('an object in it that holds itself');
    if (depth > deepest) throw new NotJson(`more than ${deepest} levels`);
    this.#above.add(value);
    const result = Array.isArray(value) ? this.#list(value, key, depth + 1) : this.#object(value, key, depth + 1);
    this.#above.delete(value);
    return result;
  }

  /** A list of pairs is a header list; a pair alone may be two names. */
  #list(list: readonly unknown[], key: string, depth: number): unknown[] {
    if (list.length > 0 && list.every(isPair)) return list.map(([name, value]) => [this.#redactor.text(name), this.#redactor.header(name, value)]);
    return Array.from(list, (value) => this.value(value, key, depth));
  }

  #object(object: object, key: string, depth: number): unknown {
    const prototype = Object.getPrototypeOf(object) as object | null;
    // Not compared with Object.prototype: a plain object may come from another realm.
    if (prototype !== null && !Object.hasOwn(prototype, 'hasOwnProperty')) throw new NotJson('an object of a class in it');
    const entries = Object.entries(object);
    const fields = new Map<string, unknown>(entries);
    const result = new Map<string, unknown>();
    for (const [name, value] of entries) {
      const shown = this.#redactor.text(name);
      result.set(freeKey(shown, result), this.#field(name, value, fields, key, depth));
    }
    return Object.fromEntries(result);
  }

  /** `around` is what the object itself is called. */
  #field(name: string, value: unknown, fields: ReadonlyMap<string, unknown>, around: string, depth: number): unknown {
    const [redactor, named, origin] = [this.#redactor, fields.get('name'), fields.get('origin')];
    if (typeof value === 'string') {
      if (name === 'value' && typeof named === 'string') return around === 'cookies' || isSensitiveName(named) ? redactor.value(named, value) : redactor.header(named, value);
      if (/headers$/i.test(around)) return redactor.header(name, value);
      if (name === 'target' && typeof origin === 'string') return redactor.target(value, origin);
      if (isSensitiveName(name) && !isOwnToken(name, value, fields)) return redactor.value(name, value);
    }
    if (/headers$/i.test(around) && Array.isArray(value)) return value.map((one: unknown) => (typeof one === 'string' ? redactor.header(name, one) : this.value(one, name, depth)));
    return this.value(value, name, depth);
  }
}

function isPair(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}

/** The token of a case is ours, and an exchange is found by it. */
function isOwnToken(name: string, value: string, fields: ReadonlyMap<string, unknown>): boolean {
  return name === 'token' && /^[0-9a-f]{32}$/.test(value) && fields.has('origin') && fields.has('target');
}

/** Two keys may be the same once their secrets are hidden. */
function freeKey(key: string, taken: ReadonlyMap<string, unknown>): string {
  let free = key;
  for (let number = 2; taken.has(free); number++) free = `${key} (${number})`;
  return free;
}
