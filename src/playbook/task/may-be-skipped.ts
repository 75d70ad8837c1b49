import type { Keywords } from '../types.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Whether a run may well pass a task by, or go on after its failure: what only this host lacks is then told when the task is reached,
 * as in Ansible, and before the run it is a warning. A role for several distributions holds tasks for each.
 */
export const mayBeSkipped = (
  { when, tags, ignoreErrors }: Pick<Keywords, 'when' | 'tags' | 'ignoreErrors'>,
  { mayBeSkipped: around, isHandlers, session }: TaskContext,
): boolean =>
  !session.strict &&
  (around === true || isHandlers || when.length > 0 || tags.includes('never') || ignoreErrors !== false);
