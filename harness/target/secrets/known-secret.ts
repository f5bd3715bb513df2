import type { InputProblem } from '../asked-request.ts';

/** A value that must never be shown, and the name that people know it by, such as that of its environment variable. */
export interface KnownSecret {
  readonly name: string;
  readonly value: string;
}

/** Fewest characters of a secret. A shorter one stands by chance in many a text, and to find it there would spoil the text. */
export const shortestSecret = 6;

/** What stands around the text that is shown instead of a secret. */
export const marks = /[‹›]/;

/** Finds what makes secrets unfit to be looked for by value; no problem tells a value. */
export function checkSecrets(secrets: readonly KnownSecret[]): InputProblem[] {
  const shown = ['characters', ...secrets.map(({ name }) => name)];
  return secrets.flatMap(({ name, value }): InputProblem[] => {
    if (!/^[\w .-]{1,60}$/.test(name)) return [{ problem: 'A secret has a name that is not 1 to 60 letters, digits, spaces, `_`, `.` and `-`.', tryThis: 'Name it after its environment variable.' }];
    if (value.length < shortestSecret) return [{ problem: `The secret ${name} has ${value.length} characters, which is too short to be found safely in what is written.`, tryThis: `Use a secret of at least ${shortestSecret} characters, or leave it out of \`secrets\` if it is none.` }];
    if (value.trim() === '') return [{ problem: `The secret ${name} is nothing but white space.`, tryThis: 'Look whether its environment variable is set as you meant.' }];
    if (marks.test(value)) return [{ problem: `The secret ${name} holds \`‹\` or \`›\`, which stand around what is shown instead of a secret.`, tryThis: 'Use a secret without these two characters.' }];
    const within = shown.find((text) => text.includes(value));
    return within === undefined ? [] : [{ problem: `The secret ${name} would stand in the text that is shown instead of secrets.`, tryThis: 'Use a secret that is no ordinary word and no name of a secret.' }];
  });
}
