import type { HandlerFinished, TaskFinished } from '../../engine/events.ts';

/** Nothing to tell: the task was ok and says nothing, or was skipped. */
export function isPlainResult({ status, message, output }: TaskFinished | HandlerFinished): boolean {
  return status === 'ok' ? message === undefined && output === undefined : status === 'skipped';
}
