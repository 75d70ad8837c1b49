import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { ExpressionError } from '../../src/expression/compiled.ts';
import { compileJinja } from '../../src/expression/jinja/compile-unit.ts';
import { parseJson } from '../../src/expression/jinja/python/json.ts';
import { NO_HOST } from '../../src/expression/no-host.ts';
import { scopeOf, textOf } from '../expression/fixtures.ts';

export interface Case {
  readonly t: string;
  readonly k: 'value' | 'condition' | 'file';
  readonly v: Readonly<Record<string, unknown>>;
}

/** What a case gives, or the message of why it gives nothing. */
export type Outcome = readonly ['ok', unknown] | readonly ['err', string];

/** Reads cases, in whose variables floats stay floats. */
export const readCases = (json: string): readonly Case[] => parseJson(json) as readonly Case[];

export function evaluateCase({ t, k, v }: Case): Outcome {
  try {
    const compiled = compileJinja(textOf(t), new DiagnosticList(), { kind: k, host: NO_HOST });
    return ['ok', compiled.evaluate(scopeOf(v))];
  } catch (error) {
    if (error instanceof ExpressionError) return ['err', error.message];
    throw error;
  }
}

/** A value as text that is the same for equal values. */
export const canonical = (value: unknown): string => JSON.stringify(value, (_, item: unknown) => canonicalPart(item));

function canonicalPart(item: unknown): unknown {
  if (typeof item === 'bigint') return { $i: String(item) };
  if (typeof item === 'number' && !Number.isFinite(item))
    return { $f: Number.isNaN(item) ? 'nan' : item > 0 ? 'inf' : '-inf' };
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(Object.entries(item).sort());
}
