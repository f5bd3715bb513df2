/** An argument as a program gets it, and where it began in the text. */
export interface Word {
  readonly text: string;
  readonly at: number;
}

/** The words of the first command of a text, and what comes after it, from the operator or the line break on. */
export interface Command {
  readonly words: readonly Word[];
  readonly rest: string;
}

/** Words while they are read. A word begins with its first piece, which may be empty, and ends at a blank. */
export class GrowingWords {
  readonly done: Word[] = [];
  word: Word | null = null;

  add(piece: string, at: number): void {
    this.word = this.word === null ? { text: piece, at } : { text: this.word.text + piece, at: this.word.at };
  }

  endWord(): void {
    if (this.word !== null) this.done.push(this.word);
    this.word = null;
  }
}
