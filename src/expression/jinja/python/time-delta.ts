import { makeFloat, PyFunction, PyObject } from './values.ts';

const DAY_SECONDS = 86_400;
const MICROS = 1_000_000;

/** An object with whole seconds and microseconds, comparable with others of its type. */
export abstract class Counted extends PyObject {
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
export class TimeDelta extends Counted {
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

export const two = (number: number): string => String(number).padStart(2, '0');
