import { Fault } from './fault.ts';
import { describeKind } from './kind-of.ts';

/** The printed form of texts, numbers and booleans. Other values have no unique form and are a `Fault`. */
export function toText(value: unknown, site: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && !Number.isNaN(value))) return String(value);
  throw new Fault('not-printable', site, `${what(value)} cannot be printed`, suggestionFor(value));
}

function what(value: unknown): string {
  if (typeof value === 'number') return 'NaN, which is not a number,';
  const kind = typeof value === 'symbol' ? 'omit' : describeKind(value);
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

function suggestionFor(value: unknown): string | undefined {
  if (value === null || value === undefined) return "Give a default: value ?? 'default'.";
  if (Array.isArray(value)) return "Choose a form: list.join(', '), json(list) or yaml(list).";
  return typeof value === 'object' ? 'Choose a form: json(value) or yaml(value), or name one of its keys.' : undefined;
}
