import { ModuleFailure } from '../../module-api/module.ts';
import type { BatchOutcome } from './parse-batch.ts';

/** Throws `ModuleFailure` where a batch of no tasks could not write what it was for. */
export function requireAble({ unable }: BatchOutcome): void {
  if (unable === undefined) return;
  throw new ModuleFailure(`the records of what is owned and due cannot be written: ${unable}`);
}
