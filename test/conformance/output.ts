/** What a stanza prints. In quiet mode (log level NONE) nothing but errors is printed. */
export class Output {
  #text = '';
  #level = 0;

  static readonly #LEVELS: readonly string[] = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'NONE'];

  get quiet(): boolean {
    return this.#level === Output.#LEVELS.length - 1;
  }

  get level(): number {
    return this.#level;
  }

  set level(level: number) {
    this.#level = level;
  }

  setLevelNamed(name: string): void {
    const level = Output.#LEVELS.indexOf(name.toUpperCase());
    if (level < 0) throw new StanzaError(`log levels must be either of [${Output.#LEVELS.join(' ')}]`);
    this.#level = level;
  }

  write(text: string): void {
    if (!this.quiet) this.#text += text;
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Indents by two what `work` prints. */
  indented(work: () => void): void {
    const before = this.#text;
    this.#text = '';
    try {
      work();
    } finally {
      const lines = this.#text.split('\n');
      if (lines.at(-1) === '') lines.pop();
      this.#text = before + lines.map((line) => `  ${line}\n`).join('');
    }
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

/** An error that the scenario may expect: its text is the output. */
export class StanzaError extends Error {}
