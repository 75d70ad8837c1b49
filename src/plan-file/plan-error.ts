import { InvalidInput } from '../diagnostic/diagnostic.ts';

/** A plan's file that cannot be used, as a mistake of the user's. */
export const planError = (summary: string, suggestion?: string): InvalidInput =>
  new InvalidInput([{ code: 'plan-file', severity: 'error', summary, suggestion }]);

export const MAKE_NEW = 'Make a new one: provision plan --out FILE.';
