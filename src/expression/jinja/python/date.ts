import { typeError } from './py-error.ts';
import { strftime } from './strftime.ts';
import { Counted, TimeDelta, two } from './time-delta.ts';
import { PyFunction, typeName } from './values.ts';

/** Python's `datetime.date`. */
export class PyDate extends Counted {
  readonly type = 'date';
  /** Seconds since 1970 at the start of the day, as if it were UTC. */
  readonly wholeSeconds: number;
  readonly microseconds = 0;

  constructor(wholeSeconds: number) {
    super();
    this.wholeSeconds = wholeSeconds;
  }

  /** The start of the day, in UTC. */
  get date(): Date {
    return new Date(this.wholeSeconds * 1000);
  }

  override attribute(name: string): unknown {
    const part = DAY_PARTS[name];
    if (part) return part(this.date);
    if (name === 'isoformat') return new PyFunction(name, () => isoDay(this.date));
    if (name === 'strftime') return new PyFunction(name, ([format]) => dayBy(format, this.date));
    const method = DAY_METHODS[name];
    return method && new PyFunction(name, () => method(this));
  }

  override calculate(op: string, other: unknown): unknown {
    if (op === '-' && other instanceof PyDate) return new TimeDelta(this.wholeSeconds - other.wholeSeconds, 0);
    return undefined;
  }

  override printed(): string {
    return isoDay(this.date);
  }

  override text(): string {
    const { date } = this;
    return `datetime.date(${date.getUTCFullYear()}, ${date.getUTCMonth() + 1}, ${date.getUTCDate()})`;
  }
}

export const DAY_PARTS: Readonly<Record<string, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
};

export const DAY_METHODS: Readonly<Record<string, (self: { readonly date: Date }) => unknown>> = {
  weekday: ({ date }) => (date.getUTCDay() + 6) % 7,
  isoweekday: ({ date }) => date.getUTCDay() || 7,
};

function dayBy(format: unknown, date: Date): string {
  if (typeof format !== 'string') throw typeError(`strftime() takes a text, not ${typeName(format)}`);
  return strftime(format, { date, zone: 'none', fraction: 0 });
}

/** For example `2020-01-31`. */
export const isoDay = (date: Date): string =>
  [String(date.getUTCFullYear()).padStart(4, '0'), two(date.getUTCMonth() + 1), two(date.getUTCDate())].join('-');
