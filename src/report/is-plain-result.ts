import type { HandlerFinished, TaskFinished } from '../engine/events.ts';

/** Nothing to tell: the task was ok and says nothing, or was skipped. */
export function isPlainResult({ status, message }: TaskFinished | HandlerFinished): boolean {
  return status === 'ok' ? message === undefined : status === 'skipped';
}
