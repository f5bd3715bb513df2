import { nearest } from '../../scenario/suggest.ts';
import type { InputProblem } from '../asked-request.ts';
import { curlOptionNames, longOption, shortOption } from './curl-options.ts';
import type { CurlOption } from './curl-options.ts';
import type { Word } from './growing-words.ts';
import { isProblem, placeOf } from './problem.ts';

/** An option that a request is made of, by its long name, or an address (`url`). A flag's value is empty. */
export interface CurlArgument {
  readonly option: string;
  readonly value: string;
  /** Says where in the command it is. */
  readonly place: () => string;
}

export interface CurlArguments {
  readonly taken: readonly CurlArgument[];
  /** Options that a page has no such setting for, as written, each once. */
  readonly noted: readonly string[];
}

interface Written {
  readonly name: string;
  readonly option: CurlOption;
  /** What stands in the same word as the option's value. */
  readonly attached: string | null;
}

const argumentLimit = 2000;

/** Reads a command's words, but for the first, as curl does: long options, letters alone and together, values attached or not. */
export function readCurlArguments(words: readonly Word[], text: string): CurlArguments | InputProblem {
  if (words.length > argumentLimit) return { problem: `the command has ${words.length} words; at most ${argumentLimit} are read`, tryThis: 'look for quotes that are missing' };
  const taken: CurlArgument[] = [];
  const noted = new Set<string>();
  let onlyAddresses = false;
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    const place = (): string => placeOf(text, word.at);
    if (onlyAddresses || !word.text.startsWith('-') || word.text === '-') {
      taken.push({ option: 'url', value: word.text, place });
      continue;
    }
    if (word.text === '--') {
      onlyAddresses = true;
      continue;
    }
    const written = word.text.startsWith('--') ? readLong(word.text, place) : readShort(word.text, place);
    if (isProblem(written)) return written;
    for (const { name, option, attached } of written) {
      if (option.use === 'refused') return { problem: `the option ${name} at ${place()} cannot be read here`, tryThis: option.tryThis ?? 'leave it out' };
      if (option.use === 'noted') noted.add(name);
      if (option.hasValue && attached === null) index += 1;
      const value = option.hasValue ? (attached ?? words[index]?.text) : '';
      if (value === undefined) return { problem: `the option ${name} at ${place()} has no value`, tryThis: 'copy the whole command, to its end' };
      if (option.use === 'taken') taken.push({ option: option.name, value, place });
    }
  }
  return { taken, noted: [...noted] };
}

function readLong(text: string, place: () => string): Written[] | InputProblem {
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  const option = longOption(name.slice(2));
  if (option === null) return unknownOption(name, place);
  if (equals !== -1 && !option.hasValue) return { problem: `the option ${name} at ${place()} takes no value`, tryThis: `write ${name} alone` };
  return [{ name, option, attached: equals === -1 ? null : text.slice(equals + 1) }];
}

/** `-sSL` is three options, `-XPUT` one with its value, and `-sXPUT` two. */
function readShort(text: string, place: () => string): Written[] | InputProblem {
  const written: Written[] = [];
  for (let at = 1; at < text.length; at += 1) {
    const name = `-${text.slice(at, at + 1)}`;
    const option = shortOption(name.slice(1));
    if (option === null) return unknownOption(name, place);
    const attached = option.hasValue && at + 1 < text.length ? text.slice(at + 1) : null;
    written.push({ name, option, attached });
    if (option.hasValue) break;
  }
  return written;
}

function unknownOption(name: string, place: () => string): InputProblem {
  // What is no name may be a value whose quotes got lost.
  if (!/^--?[\w#:.-]{1,40}$/.test(name)) return { problem: `an option at ${place()} has no name that curl has`, tryThis: 'look at the quotes before it' };
  const near = name.startsWith('--') ? nearest(name.slice(2), curlOptionNames) : null;
  return { problem: `the option ${name} at ${place()} is not known`, tryThis: near === null ? 'leave it out, with its value if it has one' : `did you mean --${near}? Else leave it out, with its value if it has one` };
}
