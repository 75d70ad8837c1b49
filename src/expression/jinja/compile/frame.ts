interface Local {
  readonly code: string;
  /** Whether it surely has a value, so that nothing outside needs to be asked. */
  readonly certain: boolean;
}

/** The names that a part of a template has of its own, inside those of the parts around it. */
export class Frame {
  readonly parent: Frame | undefined;
  readonly #locals = new Map<string, Local>();

  constructor(parent?: Frame) {
    this.parent = parent;
  }

  /** Whether names that are set here are the template's, which blocks and macros see too. */
  get isTop(): boolean {
    return this.parent === undefined;
  }

  define(name: string, code: string, certain: boolean): void {
    this.#locals.set(name, { code, certain });
  }

  /** The code of the variable that this very frame has for a name. */
  own(name: string): string | undefined {
    return this.#locals.get(name)?.code;
  }

  /** Code that reads a name; `outside` reads it from the template's context. */
  read(name: string, outside: () => string): string {
    const local = this.#locals.get(name);
    if (local?.certain === true) return local.code;
    const outer = this.parent ? this.parent.read(name, outside) : outside();
    return local ? `(${local.code} !== undefined ? ${local.code} : ${outer})` : outer;
  }

  knows(name: string): boolean {
    return this.#locals.has(name) || this.parent?.knows(name) === true;
  }

  /** All names of this frame and those around it. */
  names(): string[] {
    return [...new Set([...(this.parent?.names() ?? []), ...this.#locals.keys()])];
  }
}
