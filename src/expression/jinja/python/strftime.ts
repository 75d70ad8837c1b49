import { refused } from './py-error.ts';

interface WrittenTime {
  readonly date: Date;
  /** The time zone of this machine; UTC with the name GMT; or UTC for a time without a zone. */
  readonly zone: 'local' | 'GMT' | 'none';
  /** Microseconds for `%f`; undefined if `%f` is not supported. */
  readonly fraction?: number;
}

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

/** The numbers that directives are computed from. */
class Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly #time: WrittenTime;

  constructor(time: WrittenTime) {
    const { date } = time;
    // the zone's time of day, as if it were UTC
    const at = time.zone !== 'local' ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
    this.#time = time;
    this.year = at.getUTCFullYear();
    this.month = at.getUTCMonth();
    this.day = at.getUTCDate();
    this.hour = at.getUTCHours();
    this.minute = at.getUTCMinutes();
    this.second = at.getUTCSeconds();
    this.weekday = at.getUTCDay();
    this.yearDay = Math.floor((at.getTime() - new Date(0).setUTCFullYear(this.year, 0, 1)) / 86_400_000);
  }

  get hour12(): number {
    return this.hour % 12 || 12;
  }

  get half(): string {
    return this.hour < 12 ? 'AM' : 'PM';
  }

  get epoch(): number {
    return Math.floor(this.#time.date.getTime() / 1000);
  }

  /** For example `+0100`. */
  get offset(): string {
    const { zone, date } = this.#time;
    return zone === 'none' ? '' : zoneOffset(zone === 'GMT' ? 0 : -date.getTimezoneOffset());
  }

  get zone(): string {
    if (this.#time.zone !== 'local') return this.#time.zone === 'GMT' ? 'GMT' : '';
    const format = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' });
    return format.formatToParts(this.#time.date).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  }

  /** The week of the year, with weeks starting on Sunday (0) or Monday (1). */
  week(first: number): number {
    return Math.floor((this.yearDay + 7 - ((this.weekday + 7 - first) % 7)) / 7);
  }

  /** The year and the week according to ISO 8601. */
  get iso(): readonly [year: number, week: number] {
    const thursday = this.yearDay - ((this.weekday + 6) % 7) + 3;
    if (thursday < 0) {
      const length = daysOf(this.year - 1);
      return [this.year - 1, Math.floor((thursday + length) / 7) + 1];
    }
    const length = daysOf(this.year);
    return thursday >= length ? [this.year + 1, 1] : [this.year, Math.floor(thursday / 7) + 1];
  }
}

const daysOf = (year: number): number => ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366 : 365);

/** The output of a directive: a number with its width and padding, or a text. */
type Directive = readonly [value: (parts: Parts) => number, width: number, fill?: ' '] | ((parts: Parts) => string);

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  a: (p) => (DAYS[p.weekday] ?? '').slice(0, 3),
  A: (p) => DAYS[p.weekday] ?? '',
  b: (p) => (MONTHS[p.month] ?? '').slice(0, 3),
  h: (p) => (MONTHS[p.month] ?? '').slice(0, 3),
  B: (p) => MONTHS[p.month] ?? '',
  C: [(p) => Math.floor(p.year / 100), 2],
  d: [(p) => p.day, 2],
  e: [(p) => p.day, 2, ' '],
  g: [(p) => p.iso[0] % 100, 2],
  G: [(p) => p.iso[0], 1],
  H: [(p) => p.hour, 2],
  I: [(p) => p.hour12, 2],
  j: [(p) => p.yearDay + 1, 3],
  k: [(p) => p.hour, 2, ' '],
  l: [(p) => p.hour12, 2, ' '],
  m: [(p) => p.month + 1, 2],
  M: [(p) => p.minute, 2],
  n: () => '\n',
  p: (p) => p.half,
  P: (p) => p.half.toLowerCase(),
  s: [(p) => p.epoch, 1],
  S: [(p) => p.second, 2],
  t: () => '\t',
  u: [(p) => p.weekday || 7, 1],
  U: [(p) => p.week(0), 2],
  V: [(p) => p.iso[1], 2],
  w: [(p) => p.weekday, 1],
  W: [(p) => p.week(1), 2],
  y: [(p) => p.year % 100, 2],
  Y: [(p) => p.year, 1],
  z: (p) => p.offset,
  Z: (p) => p.zone,
  '%': () => '%',
};

/** Directives that are composed of others, as in the C locale. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

function zoneOffset(minutes: number): string {
  const at = Math.abs(minutes);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(at / 60))}${two(at % 60)}`;
}

/** Formats a time like strftime(3), with the names of the C locale. */
export function strftime(format: string, time: WrittenTime): string {
  const parts = new Parts(time);
  return format.replace(/%([-_0^#]?)([\s\S]?)/g, (written, flag: string, name: string) => {
    if (name === 'f' && time.fraction !== undefined) return String(time.fraction).padStart(6, '0');
    const composed = COMPOSED[name];
    if (composed !== undefined && flag === '') return strftime(composed, time);
    const directive = DIRECTIVES[name];
    if (!directive) {
      if (name === 'f') return written;
      throw refused(`strftime does not know ${written} here`);
    }
    return write(directive, flag, parts);
  });
}

function write(directive: Directive, flag: string, parts: Parts): string {
  if (typeof directive === 'function') {
    const text = directive(parts);
    if (flag === '' || flag === '^') return flag === '^' ? text.toUpperCase() : text;
    throw refused(`strftime does not know the flag ${flag} of a text here`);
  }
  const [value, width, fill = '0'] = directive;
  const text = String(value(parts));
  if (flag === '-') return text;
  return text.padStart(width, flag === '_' ? ' ' : flag === '0' ? '0' : fill);
}
