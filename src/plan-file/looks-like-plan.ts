import { beginningOf } from '../controller/beginning-of.ts';

/** The first word of a plan's file. */
export const PLAN_MAGIC = 'provision-plan';

/** Whether a file begins as a plan does. False if it can't be read. */
export const looksLikePlan = (path: string): boolean =>
  beginningOf(path, PLAN_MAGIC.length)?.toString('latin1') === PLAN_MAGIC;
