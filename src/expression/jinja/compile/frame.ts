interface Local {
  readonly code: string;
  /** Whether it definitely has a value, so that enclosing frames need not be checked. */
  readonly certain: boolean;
}

/** The names of a part of a template, within the enclosing frames. */
export class Frame {
  readonly parent: Frame | undefined;
  readonly #locals = new Map<string, Local>();

  constructor(parent?: Frame) {
    this.parent = parent;
  }

  /** Whether names that are set here belong to the template, so that blocks and macros see them too. */
  get isTop(): boolean {
    return this.parent === undefined;
  }

  define(name: string, code: string, certain: boolean): void {
    this.#locals.set(name, { code, certain });
  }

  /** The variable in the code for a name of this frame. */
  own(name: string): string | undefined {
    return this.#locals.get(name)?.code;
  }

  /** The code that reads a name; `outside` reads it from the template's context. */
  read(name: string, outside: () => string): string {
    const local = this.#locals.get(name);
    if (local?.certain === true) return local.code;
    const outer = this.parent ? this.parent.read(name, outside) : outside();
    return local ? `(${local.code} !== undefined ? ${local.code} : ${outer})` : outer;
  }

  knows(name: string): boolean {
    return this.#locals.has(name) || this.parent?.knows(name) === true;
  }

  /** All names of this frame and the enclosing ones. */
  names(): string[] {
    return [...new Set([...(this.parent?.names() ?? []), ...this.#locals.keys()])];
  }
}
