import { ModuleFailure } from '../../module-api/module.ts';
import type { BatchOutcome } from './parse-batch.ts';

/** Throws `ModuleFailure` if a batch without tasks could not write its records, or was ended before that. */
export function requireAble({ unable: told, observation }: BatchOutcome): void {
  const unable = told ?? (observation === undefined ? 'the batch was ended before it had finished' : undefined);
  if (unable === undefined) return;
  throw new ModuleFailure(`the records of owned resources and pending handlers cannot be written: ${unable}`);
}
