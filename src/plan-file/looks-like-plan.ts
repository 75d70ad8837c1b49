import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isFileError } from '../controller/file-error.ts';
import { kindOfStats } from '../controller/file-kind.ts';

/** The first word of a plan's file. */
export const PLAN_MAGIC = 'provision-plan';

/** Whether a file begins as a plan does. False where it cannot be read. */
export function looksLikePlan(path: string): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (kindOfStats(fstatSync(descriptor)) !== 'file') return false;
    const begin = Buffer.alloc(PLAN_MAGIC.length);
    readSync(descriptor, begin);
    return begin.toString('latin1') === PLAN_MAGIC;
  } catch (error) {
    if (!isFileError(error)) throw error;
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
