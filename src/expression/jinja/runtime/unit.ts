import type { Problem, Span } from '../../parse/problem.ts';
import type { SourceText } from '../../compiled.ts';
import type { JinjaRead, OutputKind } from '../compile/codegen.ts';
import type { Settings } from '../syntax/settings.ts';

/** Compiled code, which works through the `$` of its runtime. */
export type RunCode = ($: object) => unknown;

/** A compiled text, wherever it stands. Spans are of offsets in the text. */
export interface JinjaProgram {
  readonly problems: readonly Problem[];
  readonly reads: readonly JinjaRead[];
  /** Names that are defined wherever this, as a condition, is true. */
  readonly ensures: readonly string[];
  /** Templates that are named by a text. */
  readonly templates: readonly { readonly path: string; readonly span: Span; readonly optional: boolean }[];
  readonly sites: readonly Span[];
  readonly output: OutputKind;
  readonly settings: Settings;
  /** Whether values may be changed in place, so that those of variables are copied first. */
  readonly changes: boolean;
  /** What is printed: a text for a file, a list of what was printed for a value, a boolean for a condition. */
  readonly run: RunCode;
  readonly blocks: ReadonlyMap<string, RunCode>;
}

/** A program at its place in a file. */
export interface JinjaUnit {
  readonly program: JinjaProgram;
  readonly source: SourceText;
}
