import type { Scope } from '../../expression/compiled.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import { isOmit } from '../../expression/omit.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Flag, Task } from '../../playbook/types.ts';
import { toFlag } from '../../values/to-flag.ts';
import { isUnknown, Unknown } from '../../values/unknown.ts';
import { taskFailure } from '../errors.ts';

const FLAGS = {
  become: 'become',
  noLog: 'no_log',
  checkMode: 'check_mode',
  diff: 'diff',
  backup: 'backup',
  delegateFacts: 'delegate_facts',
  runOnce: 'run_once',
  anyErrorsFatal: 'any_errors_fatal',
} as const;

type FlagKey = keyof typeof FLAGS;

/**
 * The task with evaluated keywords, such as `no_log: "{{ hide }}"`. `Unknown` if one is unknown. Throws
 * `ExpressionError` and `ModuleFailure`.
 */
export function settleKeywords(task: Task, scope: Scope): Task | Unknown {
  let settled = settleKeys(task, scope);
  if (isUnknown(settled)) return settled;
  for (const key of openFlags(task)) {
    const value = evaluate(task[key], key, scope);
    if (isUnknown(value)) return value;
    settled = { ...settled, [key]: value };
  }
  return settled;
}

/** Evaluates names: `set_fact: { "{{ name }}": ... }`. */
function settleKeys(task: Task, scope: Scope): Task | Unknown {
  const { keyTemplates, args } = task;
  if (!keyTemplates) return task;
  const names = new Map([...keyTemplates].map(([key, template]) => [key, renderTemplated(template, scope)]));
  const unknown = [...names.values()].find(isUnknown);
  if (unknown) return unknown;
  const nameOf = (key: string): string => (names.has(key) ? textOf(names.get(key)) : key);
  if (args.kind === 'mapping') {
    const entries = args.entries.map((entry) => ({ ...entry, key: nameOf(entry.key) }));
    return { ...task, keyTemplates: undefined, args: { ...args, entries } };
  }
  if (args.kind !== 'literal') return task;
  const values = Object.entries(args.value as Readonly<Record<string, unknown>>);
  const value = Object.fromEntries(values.map(([key, each]) => [nameOf(key), each]));
  return { ...task, keyTemplates: undefined, args: { ...args, value } };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The same, as far as possible now: an unknown no_log counts as true, other unknown keywords as unset. */
export function settleKnown(written: Task, scope: Scope): Task {
  const task = trySettleKeys(written, scope);
  return openFlags(task).reduce((settled, key) => {
    const value = tryEvaluate(task[key], key, scope);
    return isUnknown(value) ? settled : { ...settled, [key]: value };
  }, task);
}

function trySettleKeys(task: Task, scope: Scope): Task {
  try {
    const settled = settleKeys(task, scope);
    return isUnknown(settled) ? task : settled;
  } catch (error) {
    if (!taskFailure(error)) throw error;
    return task;
  }
}

const openFlags = (task: Task): FlagKey[] =>
  (Object.keys(FLAGS) as FlagKey[]).filter((key) => typeof task[key] === 'object');

function tryEvaluate(flag: Flag | undefined, key: FlagKey, scope: Scope): boolean | undefined | Unknown {
  try {
    return evaluate(flag, key, scope);
  } catch (error) {
    if (!taskFailure(error)) throw error;
    return new Unknown(`${FLAGS[key]} is not known yet`);
  }
}

/** Undefined if the value is `omit`, so that the keyword counts as unset. */
function evaluate(flag: Flag | undefined, key: FlagKey, scope: Scope): boolean | undefined | Unknown {
  if (typeof flag !== 'object') return flag;
  const value = flag.evaluate(scope);
  if (isUnknown(value)) return value;
  if (isOmit(value)) return UNSET[key];
  const read = value === null || value === '' ? false : toFlag(value);
  if (read === undefined) throw new ModuleFailure(`${FLAGS[key]} must be true or false, not ${JSON.stringify(value)}`);
  return read;
}

/** The values of unset keywords. */
const UNSET: Readonly<Record<FlagKey, boolean | undefined>> = {
  become: undefined,
  noLog: false,
  checkMode: undefined,
  diff: undefined,
  backup: undefined,
  delegateFacts: false,
  runOnce: false,
  anyErrorsFatal: undefined,
};
