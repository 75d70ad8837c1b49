import type { ControllerAccess, Scope, SourceText } from '../compiled.ts';
import { ExpressionError } from '../compiled.ts';
import { UnknownRead } from '../run/fault.ts';
import { jinjaProgram } from './compile/compile-jinja.ts';
import { worldOf } from './compile-unit.ts';
import { make } from './evaluate-jinja.ts';
import { lookup } from './lookups/lookup.ts';
import { timed } from './python/stopwatch.ts';
import { toData } from './runtime/native.ts';

export interface LookupPlace {
  /** Source for errors. */
  readonly source: SourceText;
  readonly host: ControllerAccess;
}

/** The result of a lookup for its terms; `Unknown` if one of them is unknown. Throws `ExpressionError`. */
export function runLookup(
  name: string,
  terms: readonly unknown[],
  scope: Scope,
  { source, host }: LookupPlace,
): unknown {
  const runtime = make({ unit: { program: jinjaProgram('', 'value'), source }, world: worldOf(scope, host), make });
  try {
    return timed(() => toData(lookup([name, ...terms], { wantlist: true }, runtime)));
  } catch (error) {
    if (error instanceof UnknownRead) return error.unknown;
    throw error instanceof ExpressionError ? error : runtime.place(error);
  }
}
