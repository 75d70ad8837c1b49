import type * as z from 'zod';
import type { BoundModule, Module } from './module.ts';
import { explainIssue } from './param-issue.ts';
import type { ParamIssue } from './param-issue.ts';
import { notTakenOf } from './not-taken.ts';
import { isUnknown } from '../values/unknown.ts';

export type RawParams = Readonly<Record<string, unknown>>;

export type ParsedParams =
  | { readonly ok: true; readonly params: Record<string, unknown>; readonly bound: BoundModule }
  | { readonly ok: false; readonly issues: readonly ParamIssue[] };

/**
 * A task's parameters as its module takes them: aliases resolved, values coerced, defaults filled in; or all that is
 * wrong with them. A null is as if the parameter were not given, and so is what Ansible takes and is to be left out here, which was a
 * warning before the run. Messages never hold a value.
 */
export function parseParams(module: Module, raw: RawParams): ParsedParams {
  const { values, issues } = resolveAliases(module, withoutEffectless(module, raw));
  const parsed = module.params.safeParse(values);
  const all = [...issues, ...(parsed.error?.issues ?? []).flatMap((issue) => explainIssue(issue, module, values))];
  if (!parsed.success || all.length > 0) return { ok: false, issues: all };
  return { ok: true, params: parsed.data, bound: module.bind(parsed.data) };
}

/** Every task of every host passes here: most modules have nothing to leave out. */
const withoutEffectless = (module: Module, raw: RawParams): RawParams =>
  module.notTaken === undefined
    ? raw
    : Object.fromEntries(
        Object.entries(raw).filter(([key, value]) => typeof notTakenOf(module, key, value) !== 'object'),
      );

/** What is wrong with parameters of which some are not known yet (`Unknown`): those may hold anything. */
export function checkParams(module: Module, raw: RawParams): readonly ParamIssue[] {
  const { values, issues } = resolveAliases(module, raw);
  const found = module.params.safeParse(values).error?.issues ?? [];
  const known = found.filter((issue) => !touchesUnknown(issue.path, values));
  return [...issues, ...known.flatMap((issue) => explainIssue(issue, module, values))];
}

function resolveAliases(module: Module, raw: RawParams): { values: RawParams; issues: ParamIssue[] } {
  const issues: ParamIssue[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const name = canonicalName(module, key);
    if (value === undefined || (value === null && !takesNull(module, name))) continue;
    if (name !== key && raw[name] !== undefined && !isUnknown(value) && !isUnknown(raw[name]))
      issues.push({ key, code: 'wrong-value', message: `${key} is another name of ${name}: give one of them` });
    else values[name] = value;
  }
  return { values, issues };
}

/** The parameter that a key stands for; a key that is none stays as it is. */
export const canonicalName = (module: Module, key: string): string =>
  !Object.hasOwn(module.params.shape, key) && module.aliases && Object.hasOwn(module.aliases, key)
    ? (module.aliases[key] ?? key)
    : key;

const takesNull = ({ params }: Module, name: string): boolean => {
  const schema = (params.shape as Record<string, z.ZodType | undefined>)[name];
  return schema === undefined || schema.safeParse(null).success;
};

/** Whether the place that the issue is about, or something in it, is not known. */
function touchesUnknown(path: readonly PropertyKey[], values: unknown): boolean {
  let at: unknown = values;
  for (const key of path) {
    if (isUnknown(at)) return true;
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return at !== values && holdsUnknown(at);
}

function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnknown);
}
