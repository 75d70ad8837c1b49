import { PyError, typeError, valueError } from './py-error.ts';
import { makeFloat, PyFunction, PyObject, typeName } from './values.ts';
import { strftime } from './strftime.ts';

const DAY_SECONDS = 86_400;
const MICROS = 1_000_000;

/** Whole seconds, and microseconds of one more: compared with others of its type. */
abstract class Counted extends PyObject {
  abstract readonly wholeSeconds: number;
  abstract readonly microseconds: number;

  override equals(other: PyObject): boolean {
    return this.order(other) === 0;
  }

  override order(other: PyObject): number | undefined {
    if (!(other instanceof Counted) || other.type !== this.type) return undefined;
    return this.wholeSeconds - other.wholeSeconds || this.microseconds - other.microseconds;
  }
}

/** Python's `datetime.timedelta`: days, and less than a day. */
class TimeDelta extends Counted {
  readonly type = 'timedelta';
  readonly days: number;
  readonly seconds: number;
  readonly microseconds: number;

  constructor(seconds: number, microseconds: number) {
    super();
    const carried = seconds + Math.floor(microseconds / MICROS);
    this.days = Math.floor(carried / DAY_SECONDS);
    this.seconds = carried - this.days * DAY_SECONDS;
    this.microseconds = microseconds - Math.floor(microseconds / MICROS) * MICROS;
  }

  get wholeSeconds(): number {
    return this.days * DAY_SECONDS + this.seconds;
  }

  override attribute(name: string): unknown {
    if (name === 'days' || name === 'seconds' || name === 'microseconds') return this[name];
    if (name !== 'total_seconds') return undefined;
    return new PyFunction(name, () => makeFloat(this.wholeSeconds + this.microseconds / MICROS));
  }

  override calculate(op: string, other: unknown): unknown {
    if (!(other instanceof TimeDelta) || (op !== '+' && op !== '-')) return undefined;
    const sign = op === '+' ? 1 : -1;
    return new TimeDelta(this.wholeSeconds + sign * other.wholeSeconds, this.microseconds + sign * other.microseconds);
  }

  override printed(): string {
    const { days, seconds, microseconds } = this;
    const ofDay = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const fraction = microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`;
    return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `}${ofDay}${fraction}`;
  }

  override text(): string {
    const parts = (['days', 'seconds', 'microseconds'] as const).filter((name) => this[name] !== 0);
    return `datetime.timedelta(${parts.length === 0 ? '0' : parts.map((name) => `${name}=${this[name]}`).join(', ')})`;
  }
}

const two = (number: number): string => String(number).padStart(2, '0');

/** Python's `datetime.datetime` without a time zone. */
export class DateTime extends Counted {
  readonly type = 'datetime';
  /** Seconds from 1970 as if the time were UTC. */
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
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
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
  weekday: (self) => (self.date.getUTCDay() + 6) % 7,
  isoweekday: (self) => self.date.getUTCDay() || 7,
};

/** Seconds from 1970 of a time that is read in the zone of this machine. */
function localSeconds(date: Date): number {
  const local = new Date(0);
  local.setFullYear(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  local.setHours(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), 0);
  return local.getTime() / 1000;
}

function isoFormat({ date, microseconds }: DateTime, separator: string): string {
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const day = `${year}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day}${separator}${time}${microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`}`;
}

/** A date and time from its parts. Throws where there is no such day. */
export function makeDateTime(parts: readonly number[], microsecond: number): DateTime {
  const [year = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    throw valueError('day is out of range for month');
  return new DateTime(date.getTime() / 1000 + hour * 3600 + minute * 60 + second, microsecond);
}
