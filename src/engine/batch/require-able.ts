import { ModuleFailure } from '../../module-api/module.ts';
import type { BatchOutcome } from './parse-batch.ts';

/** Throws `ModuleFailure` if a batch of no tasks could not write its records, or was ended before it had. */
export function requireAble({ unable: told, observation }: BatchOutcome): void {
  const unable = told ?? (observation === undefined ? 'the batch was ended before it had finished' : undefined);
  if (unable === undefined) return;
  throw new ModuleFailure(`the records of what is owned and due cannot be written: ${unable}`);
}
