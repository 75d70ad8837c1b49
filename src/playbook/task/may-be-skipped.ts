import type { Keywords } from '../types.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Whether a run may skip a task, or ignore its failure. Mistakes that only concern this machine are then failures when the task is reached,
 * as in Ansible, and warnings before the run: a role for several distributions contains tasks for each of them.
 */
export const mayBeSkipped = (
  { when, tags, ignoreErrors }: Pick<Keywords, 'when' | 'tags' | 'ignoreErrors'>,
  { mayBeSkipped: around, isHandlers, session }: TaskContext,
): boolean =>
  !session.strict &&
  (around === true || isHandlers || when.length > 0 || tags.includes('never') || ignoreErrors !== false);
