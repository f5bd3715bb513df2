/** A text with `‸` taken out, and the places where it stood: 1-based, as editors count. For tests. */
export interface Marked {
  readonly text: string;
  readonly places: readonly { readonly line: number; readonly column: number }[];
}

/** Takes the marks out of a text. A test puts one before each thing that is wrong. */
export function readMarks(marked: string): Marked {
  const [first = '', ...rest] = marked.split('‸');
  let text = first;
  const places = rest.map((part) => {
    const lines = text.split('\n');
    text += part;
    return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  });
  return { text, places };
}
