import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Dialect } from './dialect.ts';
import type { FileLook } from '../controller/look-at-file.ts';
import type { MaybeUnset } from '../values/unknown.ts';
import type { SourceFile, SourceRange } from '../diagnostic/source-range.ts';

export type { FileLook } from '../controller/look-at-file.ts';

/** The variables that an expression can read. Values are rendered when they are read. */
export interface Scope {
  /** All readable names, for suggestions. */
  names(): Iterable<string>;
  has(name: string): boolean;
  /** The rendered value, or `Unknown`. Only called for names that `has` accepts. Throws `ExpressionError`. */
  get(name: string): unknown;
  /**
   * The written form of a variable, if it matters for Jinja: a text with Jinja expressions, which is never
   * a number; or a YAML float without a fraction, such as 8.0.
   */
  shapeOf?(name: string): 'template' | 'float' | undefined;
  /** The placeholder for a variable that may turn out to be unset; undefined for other variables. */
  doubtOf?(name: string): MaybeUnset | undefined;
  /** Whether a text within the list or mapping of this name was produced by a Jinja expression. */
  holdsMade?(name: string, text: string): boolean;
  /** The access to the controller that an evaluation with these variables has, if it is not all of it. */
  controllerFor?(host: ControllerAccess): ControllerAccess;
}

/** A text from a source file, with a mapping of its offsets to the file's. */
export interface SourceText {
  readonly text: string;
  readonly range: SourceRange;
  /** Maps an offset in `text` to an offset in `range.source.text`. */
  readonly toSource: (offset: number) => number;
}

/** A name that an expression reads without defining it. `guarded`: only within or after `defined('name')`. */
export interface FreeIdentifier {
  readonly name: string;
  readonly range: SourceRange;
  readonly guarded: boolean;
}

/**
 * The access of functions to the controller. Paths are resolved according to the location of the
 * expression, such as a role's files/ before the project's.
 */
export interface ControllerAccess {
  env(name: string): string | undefined;
  readFile(path: string): string | undefined;
  listFiles(glob: string): readonly string[];
  /** SHA-256 in hex of a file, or of a directory with its content. */
  digest(path: string): string | undefined;
  /** The template for `include(path)`. */
  readTemplate(path: string): SourceFile | undefined;
  /** The expression language of the role, or of the files next to the playbook. */
  dialect?(): Dialect | undefined;
  /** The absolute path of a file or directory, found like in `readFile`. */
  findFile?(path: string): string | undefined;
  /** Called before a slow computation, such as a password's hash or a plugin in Python; may throw to leave it out. */
  beforeSlow?(): void;
  /** What to do about a file or template that was not found. */
  suggestFile?(path: string, kind: 'files' | 'templates'): string | undefined;
  /** The type of a path, relative to the working directory; undefined if it does not exist. */
  lookAt?(path: string): FileLook | undefined;
  /** The output of a shell command. Throws if it fails. */
  runCommand?(command: string): string;
  /** The absolute path without links, if available. */
  realPath?(path: string): string | undefined;
}

/** A parsed expression or template. Immutable; can be evaluated many times. */
export interface Compiled {
  readonly source: SourceText;
  readonly identifiers: readonly FreeIdentifier[];
  /** Names that are defined if this is true: `defined(x) && x > 1` ensures `x`. Guarded expressions may read them. */
  readonly ensures: readonly string[];
  /** Absent for EJS. */
  readonly dialect?: 'jinja';
  /** The value; for an expression, with its native type. `Unknown` if it has read an unknown value. Throws `ExpressionError`. */
  evaluate(scope: Scope): unknown;
}

/** An expression that can't be evaluated. The diagnostic contains the location. */
export class ExpressionError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.summary);
    this.name = 'ExpressionError';
    this.diagnostic = diagnostic;
  }
}

/** A YAML value whose strings may contain expressions, with the location of each part. Plain data without tags is one `literal`. */
export type Templated =
  | { readonly kind: 'literal'; readonly value: unknown; readonly range: SourceRange }
  | { readonly kind: 'template'; readonly template: Compiled; readonly range: SourceRange }
  | { readonly kind: 'sequence'; readonly items: readonly Templated[]; readonly range: SourceRange }
  | { readonly kind: 'mapping'; readonly entries: readonly TemplatedEntry[]; readonly range: SourceRange };

export interface TemplatedEntry {
  readonly key: string;
  readonly keyRange: SourceRange;
  readonly value: Templated;
}
