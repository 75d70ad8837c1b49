import type { PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import { withBackups } from '../backup/backup-steps.ts';
import type { HostState } from '../host/host-state.ts';
import { limitSteps } from '../render/task-limits.ts';
import { isHidden } from '../result/task-report.ts';
import type { RunContext } from '../run-context.ts';
import type { TaskEntry } from './task-entry.ts';

export interface ChangeToPrepare {
  readonly entry: TaskEntry;
  readonly ready: RenderedTask;
  readonly planned: PlannedChange;
  /** The host of the change. */
  readonly target: HostState;
}

/** Prepares a change for apply: adds time limits to its steps and, on request, backups of replaced files. Throws `ModuleFailure`. */
export function prepareChange({ entry, ready, planned, target }: ChangeToPrepare, run: RunContext): PlannedChange {
  const limited = limitSteps(entry, planned, run);
  if (!keepsBackup(entry, ready, run)) return limited;
  return withBackups(limited, ready, {
    stateDirectory: target.stateDirectory,
    run: run.runId,
    isHidden: isHidden(entry.task),
  });
}

/** The module's own parameter, which keeps a copy next to the file, also requests a backup. */
function keepsBackup({ task }: TaskEntry, { params }: RenderedTask, { keepsBackups }: RunContext): boolean {
  if (task.backup !== undefined) return task.backup === true;
  return keepsBackups || (params as { readonly backup?: unknown }).backup === true;
}
