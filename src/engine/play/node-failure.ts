import { renderDiagnostic } from '../../diagnostic/render.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { ExpressionError } from '../../expression/compiled.ts';
import { HostUnusable, InternalError, Interrupted, taskFailure, TaskFailed } from '../errors.ts';
import type { EventSink, NodeStatus } from '../events.ts';
import { toUnusable } from '../host/connect-host.ts';
import type { HostState } from '../host/host-state.ts';

export interface FailureContext {
  readonly host: HostState;
  readonly play: string;
  /** The node, and the display name of its part. */
  readonly node: string;
  readonly part: string;
  readonly sink: EventSink;
  readonly verbosity: number;
  /** The host can no longer be used. */
  readonly lose: (host: HostState, error: HostUnusable) => void;
}

/**
 * The boundary of a node: any error that has ended it becomes the problem of its host only, and is reported. Unexpected errors
 * are reported as internal errors. Never throws.
 */
export function noteNodeFailure(error: unknown, context: FailureContext): NodeStatus {
  const { host, lose } = context;
  const unusable = toUnusable(error);
  if (unusable instanceof Interrupted) {
    host.tally.setProblem('interrupted');
    return 'interrupted';
  }
  if (unusable instanceof HostUnusable) {
    lose(host, unusable);
    return 'failed';
  }
  host.tally.setProblem('failed');
  if (error instanceof TaskFailed) return 'failed';
  host.tally.count('failed');
  const failure = taskFailure(error);
  if (error instanceof ExpressionError) tellDiagnostics([error.diagnostic], context);
  else if (error instanceof InvalidInput) tellDiagnostics(error.diagnostics, context);
  else if (failure)
    context.sink({ event: 'warning', host: host.name, message: `${failure.message} (${context.part})` });
  else tellInternal(error instanceof InternalError ? error : new InternalError(error), context);
  return 'failed';
}

function tellDiagnostics(diagnostics: InvalidInput['diagnostics'], { host, sink }: FailureContext): void {
  const message = diagnostics.map((one) => renderDiagnostic(one)).join('\n');
  sink({ event: 'warning', host: host.name, message });
}

const REPORT = 'This is a bug of provision: please report it, with this message and what -vvv shows.';

function tellInternal({ message: said, task, trace }: InternalError, context: FailureContext): void {
  const { host, play, node, part, sink, verbosity } = context;
  const message = `internal error: ${said}`;
  if (task) {
    const failure = { message, hint: REPORT, ...(trace !== undefined && { trace }) };
    const end = { status: 'failed' as const, changes: [], ms: 0, failure };
    sink({ event: 'task.finished', host: host.name, play, node, task, ...end });
  } else sink({ event: 'warning', host: host.name, message: `${message} (in ${part}). ${REPORT}` });
  if (verbosity >= 3 && trace !== undefined) sink({ event: 'warning', host: host.name, message: trace });
}
