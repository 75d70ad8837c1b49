import type { Scope, Templated } from '../../expression/compiled.ts';
import { ExpressionError } from '../../expression/compiled.ts';
import { findUnknown } from '../../expression/contains-unknown.ts';
import { isOmit } from '../../expression/omit.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { TaskEntry } from '../task/task-entry.ts';

/**
 * `ansible_failed_task`, as Ansible has it: name, action, parameters and the keywords that are data, with null for absent ones. A
 * parameter that can't be evaluated is the text as written.
 */
export function failedTask({ task, label, scope }: TaskEntry): Readonly<Record<string, unknown>> {
  const { module, register, tags, when, noLog, ignoreErrors, runOnce, delegateTo, becomeUser, loopControl } = task;
  const args = argsOf(task.args, scope);
  const { freeForm } = module;
  return {
    name: task.name ? label : '',
    action: module.name,
    args: freeForm !== undefined && freeForm in args ? { ...args, _raw_params: args[freeForm] } : args,
    register: register ?? null,
    tags,
    when: when.map(({ source }) => source.text.trim()),
    loop: task.loop ? valueOf(task.loop, scope) : null,
    loop_control: task.loop ? { loop_var: loopControl.loopVar, index_var: loopControl.indexVar ?? null } : null,
    delegate_to: delegateTo ? valueOf(delegateTo, scope) : null,
    become_user: becomeUser ? valueOf(becomeUser, scope) : null,
    no_log: flagOf(noLog),
    ignore_errors: flagOf(ignoreErrors),
    run_once: flagOf(runOnce),
  };
}

function argsOf(args: Templated, scope: Scope): Record<string, unknown> {
  if (args.kind !== 'mapping') return Object(valueOf(args, scope)) as Record<string, unknown>;
  const entries = args.entries.map(({ key, value }) => [key, valueOf(value, scope)] as const);
  return Object.fromEntries(entries.filter(([, value]) => !isOmit(value)));
}

function valueOf(value: Templated, scope: Scope): unknown {
  try {
    const rendered = renderTemplated(value, scope);
    return findUnknown(rendered) ? textOf(value) : rendered;
  } catch (error) {
    if (error instanceof ExpressionError) return textOf(value);
    throw error;
  }
}

const textOf = ({ range: { source, start, end } }: Templated): string => source.text.slice(start, end);

/** An expression is its text, as a condition is. */
const flagOf = (flag: boolean | { readonly source: { readonly text: string } }): boolean | string =>
  typeof flag === 'boolean' ? flag : flag.source.text.trim();
