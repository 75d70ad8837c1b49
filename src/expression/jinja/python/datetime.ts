import { DAY_METHODS, DAY_PARTS, isoDay, PyDate } from './date.ts';
import { PyError, typeError, valueError } from './py-error.ts';
import { strftime } from './strftime.ts';
import { Counted, TimeDelta, two } from './time-delta.ts';
import { makeFloat, PyFunction, typeName } from './values.ts';

const DAY_SECONDS = 86_400;
const MICROS = 1_000_000;

/** Python's `datetime.datetime` without a time zone. */
export class DateTime extends Counted {
  readonly type = 'datetime';
  /** Seconds since 1970 as if the time were UTC. */
  readonly wholeSeconds: number;
  readonly microseconds: number;

  constructor(wholeSeconds: number, microseconds: number) {
    super();
    this.wholeSeconds = wholeSeconds;
    this.microseconds = microseconds;
  }

  /** The same date and time of day, in UTC. */
  get date(): Date {
    return new Date(this.wholeSeconds * 1000);
  }

  override attribute(name: string): unknown {
    if (name === 'microsecond') return this.microseconds;
    const part = PARTS[name];
    if (part) return part(this.date);
    const method = METHODS[name];
    return method && new PyFunction(name, (args, kwargs) => method(this, args[0] ?? Object.values(kwargs)[0]));
  }

  override calculate(op: string, other: unknown): unknown {
    if (op === '-' && other instanceof DateTime)
      return new TimeDelta(this.wholeSeconds - other.wholeSeconds, this.microseconds - other.microseconds);
    if (!(other instanceof TimeDelta) || (op !== '+' && op !== '-')) return undefined;
    const sign = op === '+' ? 1 : -1;
    const sum = new TimeDelta(
      this.wholeSeconds + sign * other.wholeSeconds,
      this.microseconds + sign * other.microseconds,
    );
    return inRange(new DateTime(sum.wholeSeconds, sum.microseconds));
  }

  override printed(): string {
    return isoFormat(this, ' ');
  }

  override text(): string {
    const { date, microseconds } = this;
    const last = microseconds > 0 ? [date.getUTCSeconds(), microseconds] : [date.getUTCSeconds()].filter((n) => n > 0);
    const parts = ['year', 'month', 'day', 'hour', 'minute'].map((name) => PARTS[name]?.(date));
    return `datetime.datetime(${[...parts, ...last].join(', ')})`;
  }
}

function inRange(made: DateTime): DateTime {
  const year = made.date.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) throw new PyError('OverflowError', 'date value out of range');
  return made;
}

const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  ...DAY_PARTS,
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
};

const METHODS: Readonly<Record<string, (self: DateTime, argument: unknown) => unknown>> = {
  strftime: (self, format) => {
    if (typeof format !== 'string') throw typeError(`strftime() takes a text, not ${typeName(format)}`);
    return strftime(format, { date: self.date, zone: 'none', fraction: self.microseconds });
  },
  isoformat: (self, separator = 'T') => {
    if (typeof separator !== 'string' || [...separator].length !== 1)
      throw typeError('isoformat() takes one character to put between');
    return isoFormat(self, separator);
  },
  timestamp: (self) => makeFloat(localSeconds(self.date) + self.microseconds / MICROS),
  date: (self) => new PyDate(Math.floor(self.wholeSeconds / DAY_SECONDS) * DAY_SECONDS),
  ...DAY_METHODS,
};

/** Seconds since 1970 of a time in the time zone of this machine. */
function localSeconds(date: Date): number {
  const local = new Date(0);
  local.setFullYear(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  local.setHours(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), 0);
  return local.getTime() / 1000;
}

/** For example `2020-01-31T12:34:56`. */
export function isoFormat({ date, microseconds }: DateTime, separator: string): string {
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${isoDay(date)}${separator}${time}${microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`}`;
}

/** A date and time from its parts. Throws if the day does not exist. */
export function makeDateTime(parts: readonly number[], microsecond: number): DateTime {
  const [year = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    throw valueError('day is out of range for month');
  return new DateTime(date.getTime() / 1000 + hour * 3600 + minute * 60 + second, microsecond);
}
