/** What a verification says: lines of what was checked and found right, and of what is wrong. */

export class Report {
  readonly right: string[] = [];
  readonly wrong: string[] = [];
  readonly notes: string[] = [];

  /** @returns whether it holds */
  check(holds: boolean, what: string, otherwise: string): boolean {
    if (holds) this.right.push(what);
    else this.wrong.push(otherwise);
    return holds;
  }

  fault(what: string): void {
    this.wrong.push(what);
  }

  note(what: string): void {
    this.notes.push(what);
  }

  get isWhole(): boolean {
    return this.wrong.length === 0;
  }

  lines(): string[] {
    return [...this.right.map((line) => `  right  ${line}`), ...this.notes.map((line) => `  note   ${line}`), ...this.wrong.map((line) => `  WRONG  ${line}`)];
  }
}

/** "1 post", "2 posts". */
export const some = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
