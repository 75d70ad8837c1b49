import type { HandlerFinished, TaskFinished } from '../../engine/events.ts';

/** Whether there is nothing to report: the task was ok without a message, or was skipped. */
export function isPlainResult({ status, message, output }: TaskFinished | HandlerFinished): boolean {
  return status === 'ok' ? message === undefined && output === undefined : status === 'skipped';
}
