import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Dialect } from './dialect.ts';
import type { FileLook } from '../controller/look-at-file.ts';
import type { MaybeUnset } from '../values/unknown.ts';
import type { SourceFile, SourceRange } from '../diagnostic/source-range.ts';

export type { FileLook } from '../controller/look-at-file.ts';

/** The variables that an expression may read. Values are rendered when they are read. */
export interface Scope {
  /** Every name that can be read, for suggestions. */
  names(): Iterable<string>;
  has(name: string): boolean;
  /** The final value, or `Unknown`. Only called for names that `has` knows. Throws `ExpressionError`. */
  get(name: string): unknown;
  /**
   * How a variable is written, where Jinja must know: a text with expressions of Jinja, which never is a number of its
   * own; or a float of YAML without a fraction, such as 8.0.
   */
  shapeOf?(name: string): 'template' | 'float' | undefined;
  /** What stands for a variable that may turn out not to be set; undefined for the others. */
  doubtOf?(name: string): MaybeUnset | undefined;
  /** Whether a text inside the list or mapping of this name is what an expression of Jinja has given. */
  holdsMade?(name: string, text: string): boolean;
}

/** A text that was taken from a source file, with a way back from its offsets to the file's. */
export interface SourceText {
  readonly text: string;
  readonly range: SourceRange;
  /** Offset in `text` to offset in `range.source.text`. */
  readonly toSource: (offset: number) => number;
}

/** A name that an expression reads and does not define itself. `guarded`: only inside `defined('name')` or after it. */
export interface FreeIdentifier {
  readonly name: string;
  readonly range: SourceRange;
  readonly guarded: boolean;
}

/**
 * What the library may ask of the machine that runs `provision`. Paths are found by the rules of the place where the
 * expression stands, such as a role's files/ before the project's.
 */
export interface ControllerAccess {
  env(name: string): string | undefined;
  readFile(path: string): string | undefined;
  listFiles(glob: string): readonly string[];
  /** SHA-256 in hex of a file, or of a directory with all below it. */
  digest(path: string): string | undefined;
  /** The template that `include(path)` names. */
  readTemplate(path: string): SourceFile | undefined;
  /** How expressions are written in the role, or beside the playbook, that this is of. */
  dialect?(): Dialect | undefined;
  /** The absolute path of a file or directory, looked for as `readFile` does. */
  findFile?(path: string): string | undefined;
  /** What stands at a path, relative to the working directory; undefined where nothing does. */
  lookAt?(path: string): FileLook | undefined;
  /** What a command of the shell prints. Throws where it fails. */
  runCommand?(command: string): string;
  /** An absolute path without links, where it can be told. */
  realPath?(path: string): string | undefined;
}

/** A parsed expression or template. Immutable; evaluated many times. */
export interface Compiled {
  readonly source: SourceText;
  readonly identifiers: readonly FreeIdentifier[];
  /** Names that are defined wherever this is true: `defined(x) && x > 1` ensures `x`. What it guards may read them. */
  readonly ensures: readonly string[];
  /** Absent: EJS. */
  readonly dialect?: 'jinja';
  /** The value, of its native type for an expression. `Unknown` when anything it read is. Throws `ExpressionError`. */
  evaluate(scope: Scope): unknown;
}

/** An expression that can't be evaluated. The diagnostic says where. */
export class ExpressionError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.summary);
    this.name = 'ExpressionError';
    this.diagnostic = diagnostic;
  }
}

/** A YAML value whose strings may hold `<%= %>`, with the place of each part. Plain data without tags is one `literal`. */
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
