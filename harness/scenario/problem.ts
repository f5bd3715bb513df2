/** One mistake in a scenario file: where it stands, what is wrong, what was expected and what to do about it. */
export interface Problem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  readonly message: string;
  readonly expected?: string;
  readonly hint?: string;
}

/** Where a rule found a mistake, before its path has been looked up in the source. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly hint?: string;
  /** The mistake is in the key itself, not in its value. */
  readonly atKey?: boolean;
}

/** Thrown where scenarios cannot be used; holds every problem of every file. */
export class ScenarioProblems extends Error {
  override readonly name = 'ScenarioProblems';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.problems = problems;
  }
}

/** Formats problems for a terminal, a `file:line:column` line each, in the order of the source. */
export function formatProblems(problems: readonly Problem[]): string {
  const blocks = problems.map((problem) => {
    const lines = [`${problem.file}:${problem.line}:${problem.column}  ${problem.message}`];
    if (problem.expected !== undefined) lines.push(`    expected: ${problem.expected}`);
    if (problem.hint !== undefined) lines.push(`    try: ${problem.hint}`);
    return lines.join('\n');
  });
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${count} in the scenario files\n\n${blocks.join('\n')}`;
}

/** Control characters that JSON leaves alone, and those that turn or hide text. */
const unprintable = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Shows a value in a message: quoted, escaped, and cut at 60 characters. */
export function show(value: unknown): string {
  const json = value === undefined ? 'nothing' : JSON.stringify(value);
  const text = json.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
