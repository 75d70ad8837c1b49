import { InvalidInput } from '../diagnostic/diagnostic.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { renderLocation } from '../diagnostic/source-range.ts';
import { isFileError, UnreadableFile } from '../controller/file-error.ts';
import { CommandRuns } from '../controller/run-locally.ts';
import { ExpressionError } from '../expression/compiled.ts';
import { ModuleFailure } from '../module-api/module.ts';
import { TransportError } from '../transport/session.ts';
import type { Role } from '../playbook/types.ts';
import type { Failure, TaskLabel } from './events.ts';
import type { RegisteredResult } from './result/register.ts';
import type { TaskEntry } from './task/task-entry.ts';

/** The run was stopped between two tasks. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** A host that can't be reached, is locked, was lost, or differs from the reviewed plan. */
export class HostUnusable extends Error {
  readonly host: string;
  readonly problem: 'unreachable' | 'locked' | 'drifted';
  readonly hint: string | undefined;

  constructor(options: {
    readonly host: string;
    readonly problem: 'unreachable' | 'locked' | 'drifted';
    readonly message: string;
    readonly hint?: string | undefined;
    readonly cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'HostUnusable';
    this.host = options.host;
    this.problem = options.problem;
    this.hint = options.hint;
  }
}

/** A task whose failure is not ignored: a rescue of a block may handle it; otherwise it ends the node. */
export class TaskFailed extends Error {
  readonly entry: TaskEntry;
  /** The registered result of the task. */
  readonly result: RegisteredResult;
  /** The number of failures that a rescue handles: one for each item, and those of tasks that failed earlier in the same block. */
  readonly count: number;

  constructor(failure: Failure, { entry, result, count }: Pick<TaskFailed, 'entry' | 'result' | 'count'>) {
    super(failure.message);
    this.name = 'TaskFailed';
    this.entry = entry;
    this.result = result;
    this.count = count;
  }

  /** Returns this failure of an `always` section in place of the failure that preceded it. */
  after({ count }: TaskFailed): TaskFailed {
    const { message, entry, result } = this;
    return new TaskFailed({ message }, { entry, result, count: count + this.count });
  }
}

/** `meta: end_host` and similar actions: the remaining tasks do not run, and nothing has failed. */
export class EndHost extends Error {
  readonly action: 'end_host' | 'end_play' | 'end_batch';

  constructor(action: EndHost['action']) {
    super(action);
    this.name = 'EndHost';
    this.action = action;
  }
}

/** `meta: end_role`: the remaining tasks of the role do not run, whether it was named, imported or included. */
export class EndRole extends Error {
  readonly role: Role;

  constructor(role: Role) {
    super(`end of ${role.name}`);
    this.name = 'EndRole';
    this.role = role;
  }
}

/** A failure on another host has ended the play for all hosts. */
export class PlayStopped extends Error {
  constructor() {
    super('the play has ended on another host');
    this.name = 'PlayStopped';
  }
}

/** An unexpected error, that is, a bug. It counts as a failure of the host on which it occurred. */
export class InternalError extends Error {
  /** The task during which it occurred, if known. */
  readonly task: TaskLabel | undefined;

  constructor(cause: unknown, task?: TaskLabel) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'InternalError';
    this.task = task;
  }

  /** The stack trace. */
  get trace(): string | undefined {
    return this.cause instanceof Error ? this.cause.stack : undefined;
  }
}

/** Runs a part of a task; adds the task to unexpected errors. */
export function ofTask<T>(task: TaskLabel, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw isOrderly(error) ? error : new InternalError(error, task);
  }
}

/** Errors that end a node or a host in an orderly way. */
export const isOrderly = (error: unknown): boolean =>
  [Interrupted, HostUnusable, TaskFailed, EndHost, EndRole, PlayStopped, InternalError, TransportError].some(
    (kind) => error instanceof kind,
  );

/** Converts a user's mistake, or a state that can't be reached, to the failure of a task. Undefined for all other errors. */
export function taskFailure(error: unknown): Failure | undefined {
  if (error instanceof ExpressionError) return expressionFailure(error.diagnostic);
  if (error instanceof ModuleFailure) return { message: error.message, hint: error.hint };
  if (error instanceof InvalidInput) return diagnosticsFailure(error.diagnostics);
  return error instanceof UnreadableFile || error instanceof CommandRuns || isFileError(error)
    ? { message: error.message }
    : undefined;
}

const expressionFailure = ({ summary, suggestion, range }: Diagnostic): Failure => ({
  message: summary,
  hint: suggestion,
  ...(range && { place: renderLocation(range) }),
});

function diagnosticsFailure(diagnostics: readonly Diagnostic[]): Failure {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const hints = errors.flatMap(({ detail, suggestion }) => [detail, suggestion].filter((text) => text !== undefined));
  const messages = errors.map(({ summary, range }) => (range ? `${summary} (${renderLocation(range)})` : summary));
  return { message: messages.join('; '), ...(hints.length > 0 && { hint: hints.join(' ') }) };
}
