/** The names that an expression defines, block by block, with their names in the code. */
export class Names {
  readonly #parent: Names | undefined;
  readonly #own = new Map<string, string>();

  constructor(parent?: Names) {
    this.#parent = parent;
  }

  define(name: string, code: string): void {
    this.#own.set(name, code);
  }

  codeOf(name: string): string | undefined {
    return this.#own.get(name) ?? this.#parent?.codeOf(name);
  }
}
