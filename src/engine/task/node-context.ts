import type { Within } from '../../controller/run-locally.ts';
import { withLocalCommands } from '../../controller/run-locally.ts';
import { Interrupted } from '../errors.ts';
import type { Include, Task } from '../../playbook/types.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { HostState } from '../host/host-state.ts';
import type { Declared } from '../ownership/owned-resources.ts';
import type { NodeSteps } from '../steps/node-steps.ts';
import type { RunContext } from '../run-context.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { NodeLabel } from '../result/task-report.ts';

/** The context that all code which runs the tasks of one node shares. */
export interface NodeContext {
  readonly run: RunContext;
  readonly host: HostState;
  readonly label: NodeLabel;
  readonly steps: NodeSteps;
  /** Finds the handlers that a notification refers to. */
  readonly findHandlers: (topic: string, task: Task) => readonly PlacedHandler[];
  /** Whether literal notifications could not be checked while loading, since a handler's name is computed. */
  readonly hasComputedHandlers: () => boolean;
  /** Called with each rendered task, to record the resources that the role declares. */
  readonly onDeclared: (declared: Declared) => Promise<void>;
  /** Called with each task that has a loop, before its items, even if there are none. */
  readonly onLoop: (task: Task) => void;
  /** Called with an include whose tasks do not run. */
  readonly onPassedOver: (include: Include, why: 'skipped' | 'unknown') => void;
  /** Shell code at the start of each batch. */
  readonly prologue: () => readonly string[];
  /** Called with handlers that were recorded as pending but not notified. */
  readonly onNeedless: (handlers: readonly PlacedHandler[]) => void;
  /** Runs the due handlers, at `meta: flush_handlers`. */
  readonly flushHandlers: () => Promise<void>;
}

/** Waits for other hosts that an unknown value depends on. False: the value stays unknown. */
export const resolve = (unknown: Unknown, { run, host }: NodeContext): Promise<boolean> =>
  host.activity.during(`waiting for ${unknown.reason}`, run.resolve(unknown), 'others');

/**
 * Evaluates something for a host, again when the commands that its expressions run on this machine have ended: see `withLocalCommands`.
 * Other hosts go on meanwhile. Throws `Interrupted` if the run is stopped.
 */
export function evaluateFor<T>(
  { run, host }: Pick<NodeContext, 'run' | 'host'>,
  evaluate: (within: Within) => T | Promise<T>,
): Promise<T> {
  const { stop } = run;
  return withLocalCommands(evaluate, async (ended) => {
    const over = stop.asked ? Promise.race([ended, stop.asked]) : ended;
    await host.activity.during('running a command of an expression on this machine', over);
    if (stop.requested) throw new Interrupted();
  });
}

/** The same for what evaluates at once. */
export const evaluateOnce = <T>(node: Pick<NodeContext, 'run' | 'host'>, work: () => T): Promise<T> =>
  evaluateFor(node, (within) => within(work));

/** Whether the run changes nothing: a dry run or a verification. */
export const isCheck = ({ run }: NodeContext): boolean => run.mode !== 'apply';
