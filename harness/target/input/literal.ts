import type { InputProblem } from '../asked-request.ts';
import { placeOf } from './problem.ts';
import { tokenAt } from './tokens.ts';
import type { Token } from './tokens.ts';

const callees = ['new Headers', 'new URLSearchParams', 'JSON.stringify'] as const;

/** A value that is written out in JavaScript, or one of three calls with such values, and where it begins. */
export type Literal = { readonly at: number } & (
  | { readonly kind: 'value'; readonly value: string | number | boolean | null | undefined }
  | { readonly kind: 'array'; readonly items: readonly Literal[] }
  | { readonly kind: 'object'; readonly entries: readonly Entry[] }
  | { readonly kind: 'call'; readonly callee: (typeof callees)[number]; readonly items: readonly Literal[] }
);

/** A key stays a plain string beside its value: no object is made, so `__proto__` is a key as any other. */
export interface Entry {
  readonly key: string;
  readonly at: number;
  readonly value: Literal;
}

/** Deeper than any body that someone writes, and far from the stack's end. */
const depthLimit = 200;

/** Reads the arguments of a call after its opening parenthesis. Nothing is evaluated: what is not written out is a problem. */
export function readArguments(text: string, from: number): { readonly items: readonly Literal[]; readonly end: number } | InputProblem {
  const reader = new Reader(text, from);
  try {
    return { items: reader.list(')', 0), end: reader.end };
  } catch (error) {
    if (error instanceof NotLiteral) return error.inputProblem;
    throw error;
  }
}

/** Leaves the recursion; it goes no further than `readArguments`. */
class NotLiteral extends Error {
  readonly inputProblem: InputProblem;
  constructor(problem: string, tryThis: string) {
    super(problem);
    this.inputProblem = { problem, tryThis };
  }
}

class Reader {
  private token: Token;
  /** Where the last token that was taken ends. */
  end: number;
  private readonly text: string;

  constructor(text: string, from: number) {
    this.text = text;
    this.end = from;
    this.token = tokenAt(text, from);
  }

  /** Values with commas between, to the closing sign, which is taken. */
  list(close: string, depth: number): Literal[] {
    return this.between(close, () => this.value(depth));
  }

  private between<T>(close: string, read: () => T): T[] {
    const items: T[] = [];
    while (!this.takes(close)) {
      items.push(read());
      if (this.takes(close)) break;
      if (!this.takes(',')) this.refuse();
    }
    return items;
  }

  private value(depth: number): Literal {
    const { kind, text, at } = this.token;
    if (depth > depthLimit) throw new NotLiteral(`the value at ${placeOf(this.text, at)} lies more than ${depthLimit} brackets deep`, 'give the body as a string');
    if (kind === 'string') return this.take({ kind: 'value', value: text, at });
    if (kind === 'number') return this.take({ kind: 'value', value: Number(text.replaceAll('_', '')), at });
    if (this.takes('[')) return { kind: 'array', items: this.list(']', depth + 1), at };
    if (this.takes('{')) return { kind: 'object', entries: this.between('}', () => this.entry(depth + 1)), at };
    if (text === '-' && kind === 'sign') return this.negative();
    if (kind === 'name') return this.word(depth);
    return this.refuse();
  }

  private negative(): Literal {
    const { at } = this.advance();
    if (this.token.kind !== 'number') this.refuse();
    return this.take({ kind: 'value', value: -Number(this.token.text.replaceAll('_', '')), at });
  }

  private entry(depth: number): Entry {
    const { kind, text, at } = this.token;
    if (kind !== 'name' && kind !== 'string' && kind !== 'number') this.refuse();
    this.advance();
    if (!this.takes(':')) this.refuseShorthand(kind, text, at);
    return { key: kind === 'number' ? String(Number(text.replaceAll('_', ''))) : text, at, value: this.value(depth) };
  }

  private word(depth: number): Literal {
    const { text, at } = this.advance();
    if (text === 'true' || text === 'false') return { kind: 'value', value: text === 'true', at };
    if (text === 'null') return { kind: 'value', value: null, at };
    if (text === 'undefined') return { kind: 'value', value: undefined, at };
    const callee = callees.find((one) => one === this.calleeAfter(text));
    if (callee === undefined) throw this.notWrittenOut(this.calleeAfter(text), at);
    this.advance();
    if (text !== 'new') this.advance();
    if (!this.takes('(')) this.refuse();
    return { kind: 'call', callee, items: this.list(')', depth + 1), at };
  }

  /** `new Name` or `name.name`, if the words that come are such. */
  private calleeAfter(first: string): string {
    if (first === 'new' && this.token.kind === 'name') return `new ${this.token.text}`;
    if (this.token.text !== '.' || this.token.kind !== 'sign') return first;
    const member = tokenAt(this.text, this.token.end);
    return member.kind === 'name' ? `${first}.${member.text}` : first;
  }

  private notWrittenOut(named: string, at: number): NotLiteral {
    return new NotLiteral(`${cut(named)} at ${placeOf(this.text, at)} is not written out, and nothing is executed here`, 'put the value itself there, as the page had it, or leave the member out');
  }

  private refuseShorthand(kind: Token['kind'], text: string, at: number): never {
    if (kind === 'name' && (this.is(',') || this.is('}') || this.is('('))) throw this.notWrittenOut(text, at);
    return this.refuse();
  }

  private refuse(): never {
    const { kind, text, at } = this.token;
    const place = placeOf(this.text, at);
    if (kind === 'end') throw new NotLiteral('the call is not complete: a bracket is never closed', 'copy the whole call, to its closing parenthesis');
    if (kind === 'broken') throw new NotLiteral(`the string at ${place} is not closed, has a \${…} or an escape that cannot be read`, 'write the whole string out, in one pair of quotes');
    if (kind === 'string' || kind === 'number') throw new NotLiteral(`the ${kind} at ${place} is not expected there`, 'look for a missing comma, colon or quote before it');
    // The word may be of a value whose quotes are broken, so it is not told.
    throw new NotLiteral(`${kind === 'name' ? 'a word' : `the sign ${JSON.stringify(text)}`} at ${place} is not expected there: only values that are written out can be read`, 'write out what it gives, without operators, variables and calls');
  }

  private is(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign;
  }

  private takes(sign: string): boolean {
    const is = this.is(sign);
    if (is) this.advance();
    return is;
  }

  private take(literal: Literal): Literal {
    this.advance();
    return literal;
  }

  private advance(): Token {
    const { token } = this;
    this.end = token.end;
    this.token = tokenAt(this.text, token.end);
    return token;
  }
}

function cut(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
