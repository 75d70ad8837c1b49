import type { Problem, Span } from '../../parse/problem.ts';
import type { Expr, Statement } from '../syntax/ast.ts';
import { Frame } from './frame.ts';

/** A name that is read from outside of the template. */
export interface JinjaRead extends Span {
  readonly name: string;
  readonly guarded: boolean;
}

/** A template that is named literally. */
export interface NamedTemplate {
  readonly path: string;
  readonly span: Span;
  readonly optional: boolean;
  /** Whether it is needed whenever the template is rendered. */
  readonly isSure: boolean;
}

/** How parts of the output are joined: the output of a file is text; a value keeps the type of a single expression. */
export type OutputKind = 'file' | 'value';

/** The emitters for each kind of syntax, which call each other. */
export interface Emitters {
  expression(node: Expr, g: Codegen): string;
  /** Like `expression`, but records texts that must remain texts, for code that passes them on unchanged. */
  marked(node: Expr, g: Codegen): string;
  statements(body: readonly Statement[], g: Codegen): string;
}

/** The state of one compilation, from parsed statements to code that uses the runtime `$`. */
export class Codegen {
  readonly output: OutputKind;
  readonly problems: Problem[] = [];
  readonly reads: JinjaRead[] = [];
  readonly templates: NamedTemplate[] = [];
  /** Locations that the code refers to by index, for runtime errors. */
  readonly sites: Span[] = [];
  /** The code of each block by name. */
  readonly blocks = new Map<string, string>();
  frame = new Frame();
  #emitters: Emitters;
  #toOriginal: (span: Span) => Span;
  #guarded: ReadonlySet<string> = new Set();
  #mayBeSkipped = false;
  #marks = false;
  #temporaries = 0;

  constructor(output: OutputKind, emitters: Emitters, toOriginal: (span: Span) => Span) {
    this.output = output;
    this.#emitters = emitters;
    this.#toOriginal = toOriginal;
  }

  /** Whether the part that is being emitted is not always evaluated. */
  get mayBeSkipped(): boolean {
    return this.#mayBeSkipped;
  }

  /** Whether the template sets the name at its top, or may leave it unset. */
  guards(name: string): boolean {
    return this.#guarded.has(name);
  }

  get marks(): boolean {
    return this.#marks;
  }

  expression(node: Expr): string {
    return this.#marks ? this.#emitters.marked(node, this) : this.#emitters.expression(node, this);
  }

  /** Emits a part whose expressions are `marked` or not. */
  marking<T>(marks: boolean, part: () => T): T {
    const outer = this.#marks;
    this.#marks = marks;
    const result = part();
    this.#marks = outer;
    return result;
  }

  statements(body: readonly Statement[]): string {
    return this.#emitters.statements(body, this);
  }

  site(span: Span): number {
    return this.sites.push(this.#toOriginal(span)) - 1;
  }

  warn(span: Span, summary: string, suggestion?: string): void {
    const problem: Problem = {
      code: 'expression-syntax',
      severity: 'warning',
      ...this.#toOriginal(span),
      summary,
      suggestion,
    };
    this.problems.push(problem);
  }

  fail(span: Span, summary: string, suggestion?: string): void {
    this.problems.push({ code: 'expression-syntax', ...this.#toOriginal(span), summary, suggestion });
  }

  read(span: Span, name: string): void {
    const guarded = this.#mayBeSkipped || this.#guarded.has(name);
    this.reads.push({ name, ...this.#toOriginal(span), guarded });
  }

  temporary(prefix = 't'): string {
    return `${prefix}${this.#temporaries++}`;
  }

  original(span: Span): Span {
    return this.#toOriginal(span);
  }

  /** Emits a part in which these names may be missing. */
  guarding<T>(names: Iterable<string>, part: () => T): T {
    const outer = this.#guarded;
    this.#guarded = new Set([...outer, ...names]);
    const result = part();
    this.#guarded = outer;
    return result;
  }

  /** Emits a part that is not always evaluated, so that its names may be missing. */
  skippable<T>(part: () => T): T {
    const outer = this.#mayBeSkipped;
    this.#mayBeSkipped = true;
    const result = part();
    this.#mayBeSkipped = outer;
    return result;
  }

  /** Emits a part with its own names. */
  inFrame<T>(part: (frame: Frame) => T, frame = new Frame(this.frame)): T {
    const outer = this.frame;
    this.frame = frame;
    const result = part(frame);
    this.frame = outer;
    return result;
  }
}
