import { CommandRuns } from '../../../controller/run-locally.ts';
import type { ControllerAccess } from '../../compiled.ts';
import { UnknownRead } from '../../run/fault.ts';
import { PyError } from '../python/py-error.ts';
import { untimed } from '../python/stopwatch.ts';

/** Accesses the controller: its errors become errors of the expression, and its time does not count. */
export function askHost<T>(host: ControllerAccess, ask: (host: ControllerAccess) => T): T {
  try {
    return untimed(() => ask(host));
  } catch (error) {
    if (error instanceof UnknownRead || error instanceof CommandRuns) throw error;
    throw new PyError('ValueError', error instanceof Error ? error.message : String(error));
  }
}
