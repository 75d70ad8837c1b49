import type { Include, Task } from '../../playbook/types.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { HostState } from '../host/host-state.ts';
import type { Declared } from '../ownership/owned-resources.ts';
import type { NodeSteps } from '../steps/node-steps.ts';
import type { RunContext } from '../run-context.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { NodeLabel } from '../result/task-report.ts';

/** What all that runs the tasks of one node (a part of a play on one host) shares. */
export interface NodeContext {
  readonly run: RunContext;
  readonly host: HostState;
  readonly label: NodeLabel;
  readonly steps: NodeSteps;
  /** Finds the handlers that a notification means. */
  readonly findHandlers: (topic: string, task: Task) => readonly PlacedHandler[];
  /** Called with each task that was rendered, for the record of what the role declares. */
  readonly onDeclared: (declared: Declared) => Promise<void>;
  /** Called with each task that has a loop, before its items, of which there may be none. */
  readonly onLoop: (task: Task) => void;
  /** Told of an include whose tasks are not run. */
  readonly onPassedOver: (include: Include, why: 'skipped' | 'unknown') => void;
  /** Shell that each batch starts with. */
  readonly prologue: () => readonly string[];
  /** Called with handlers that were recorded as pending and were not notified after all. */
  readonly onNeedless: (handlers: readonly PlacedHandler[]) => void;
  /** Runs what is due, at `meta: flush_handlers`. */
  readonly flushHandlers: () => Promise<void>;
}

/** Waits for what an unknown value depends on, on other hosts. False: it stays unknown. */
export const resolve = (unknown: Unknown, { run, host }: NodeContext): Promise<boolean> =>
  host.activity.during(`waiting for ${unknown.reason}`, run.resolve(unknown), 'others');

/** Nothing is changed: a dry run, or a verification. */
export const isCheck = ({ run }: NodeContext): boolean => run.mode !== 'apply';
