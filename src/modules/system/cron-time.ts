/** One of the five fields of crontab(5). */
export interface CronField {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Three-letter names, starting with the name of `low`. */
  readonly words?: readonly string[];
}

export const CRON_FIELDS = {
  minute: { name: 'minute', low: 0, high: 59 },
  hour: { name: 'hour', low: 0, high: 23 },
  day: { name: 'day', low: 1, high: 31 },
  month: {
    name: 'month',
    low: 1,
    high: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  weekday: { name: 'weekday', low: 0, high: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
} as const satisfies Record<string, CronField>;

/** The problem with a field's value, as the end of a sentence. cron(8) ignores a whole crontab if one field is invalid. */
export function cronTimeProblem(value: string, field: CronField): string | undefined {
  for (const part of value.split(',')) {
    const problem = partProblem(part, field);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function partProblem(part: string, field: CronField): string | undefined {
  const found = /^(\*|([0-9A-Za-z]+)(?:-([0-9A-Za-z]+))?)(?:\/(\d+))?$/.exec(part);
  if (!found) return `must be *, a number, a range such as 1-5, or a step such as */10, not ${JSON.stringify(part)}`;
  const [, , first, last, step] = found;
  if (step !== undefined && Number(step) === 0) return 'must have a step above 0';
  if (first === undefined) return undefined;
  if (step !== undefined && last === undefined)
    return `must have a range before its step: ${first}-${field.high}/${step}`;
  const [from, to] = [numberOf(first, field), last === undefined ? undefined : numberOf(last, field)];
  if (from === undefined || (last !== undefined && to === undefined)) return `must be ${describe(field)}`;
  return to !== undefined && from > to ? `must have a range that goes up, not ${part}` : undefined;
}

function numberOf(text: string, { low, high, words = [] }: CronField): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  if (word >= 0) return low + word;
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  return number >= low && number <= high ? number : undefined;
}

const describe = ({ low, high, words }: CronField): string =>
  `from ${low} to ${high}${words ? `, or ${words[0] ?? ''} to ${words.at(-1) ?? ''}` : ''}`;
