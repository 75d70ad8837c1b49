/** What becomes of a parameter that Ansible takes and a module here does not: what to do instead, as a sentence, or that it is passed over. */
export type NotTaken = string | LeftOut;

/** A parameter whose loss changes nothing: it is passed over, with a warning before the run. */
export interface LeftOut {
  /** Why it has no effect, as the end of a sentence. */
  readonly why: string;
  /** It has an effect, which is lost, where SELinux is on: there the task fails. */
  readonly isForSelinux?: boolean;
}

/** By `parameter` or `parameter=value`. */
type NotTakenTable = Readonly<Record<string, NotTaken>>;

interface Taker {
  readonly notTaken?: NotTakenTable;
}

/** One answer for several parameters that Ansible takes and a module here does not. */
export const notTakenFor = (names: readonly string[], instead: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, instead]));

/** Passes a parameter over: `leftOut('systemd is asked.')`. Under `parameter=value` only that value is passed over. */
export const leftOut = (why: string): LeftOut => ({ why });

/** What to do, as a sentence. */
export const adviceOf = (entry: NotTaken): string => (typeof entry === 'string' ? entry : `Leave it out: ${entry.why}`);

/** What a module says of a parameter that it does not take; that of the value is stronger. */
export function notTakenOf({ notTaken = {} }: Taker, key: string, value?: unknown): NotTaken | undefined {
  const name = `${key}=${wordOf(value)}`;
  if (Object.hasOwn(notTaken, name)) return notTaken[name];
  return Object.hasOwn(notTaken, key) ? notTaken[key] : undefined;
}

/** The parameters given that have an effect where SELinux is on. */
export const selinuxParams = (module: Taker, given: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(given).filter((key) => {
    const entry = given[key] === undefined || given[key] === null ? undefined : notTakenOf(module, key, given[key]);
    return typeof entry === 'object' && entry.isForSelinux === true;
  });

/** A table's values are words; a file's content is not looked up. */
const MOST_WORD = 100;

/** `yes` and the like are the same value in each of their spellings. */
function wordOf(value: unknown): string {
  if (typeof value === 'string' && value.length > MOST_WORD) return '';
  if (typeof value === 'string' && /^(?:yes|on|true)$/i.test(value)) return 'true';
  if (typeof value === 'string' && /^(?:no|off|false)$/i.test(value)) return 'false';
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}
