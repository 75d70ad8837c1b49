import type { Problem, Span } from '../../parse/problem.ts';
import type { SourceText } from '../../compiled.ts';
import type { JinjaRead, NamedTemplate, OutputKind } from '../compile/codegen.ts';
import type { Settings } from '../syntax/settings.ts';

/** Compiled code, which uses the `$` of its runtime. */
export type RunCode = ($: object) => unknown;

/** A compiled text, independent of its location. Spans are offsets in the text. */
export interface JinjaProgram {
  readonly problems: readonly Problem[];
  readonly reads: readonly JinjaRead[];
  /** Names that are defined if this, as a condition, is true. */
  readonly ensures: readonly string[];
  /** Templates with literal names. */
  readonly templates: readonly NamedTemplate[];
  readonly sites: readonly Span[];
  readonly output: OutputKind;
  readonly settings: Settings;
  /** Whether values may be changed in place, so that values of variables must be copied first. */
  readonly changes: boolean;
  /** The output: a text for a file, a list of the printed values for a value, a boolean for a condition. */
  readonly run: RunCode;
  readonly blocks: ReadonlyMap<string, RunCode>;
}

/** A program with its location in a file. */
export interface JinjaUnit {
  readonly program: JinjaProgram;
  readonly source: SourceText;
}
