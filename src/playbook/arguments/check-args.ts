import type * as z from 'zod';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { Module } from '../../module-api/module.ts';
import type { ParamIssue } from '../../module-api/param-issue.ts';
import { paramMeta } from '../../module-api/param-meta.ts';
import { canonicalName, checkParams } from '../../module-api/parse-params.ts';
import { relativePathsIn } from '../../module-api/relative-paths.ts';
import { Unknown } from '../../values/unknown.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlNode, YamlScalar } from '../../yaml/node.ts';
import type { ActionPlace, Arg } from './read-args.ts';
import { TASK_KEYS } from '../task/keyword-names.ts';
import { diagnosticsOf, readerOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';

/**
 * Reports mistakes in a task's parameters, as far as they can be found without a host. An unknown parameter that is no typing mistake is a
 * warning, since the task fails only when it is reached. The same applies to any mistake in an Ansible task that may be skipped. A
 * parameter that may be omitted fails the task only if it is not.
 */
export function checkArgs(module: Module, args: readonly Arg[], at: ActionPlace, context: TaskContext): void {
  const isJinja = readerOf(context).dialectOf(at.range.source)?.syntax === 'jinja';
  const isForgiven = at.isOptional && isJinja;
  const diagnostics = diagnosticsOf(context);
  const decimal = new Set(args.filter((arg) => reportDecimalMode(module, arg, context)).map(({ key }) => keyText(key)));
  const written = Object.fromEntries(args.map(({ key, value }) => [keyText(key), withUnknown(value)]));
  const issues = checkParams(module, isJinja ? { ...written, ...placed(module, written) } : written);
  for (const issue of issues.filter((each) => !followsFrom(each, issues))) {
    const { key, message: summary } = issue;
    if (key !== undefined && decimal.has(key)) continue;
    const isMisplaced = isKeyword(issue, module);
    const suggestion = isMisplaced
      ? `\`${key ?? ''}:\` is a keyword of the task: indent it like \`${module.name}:\`.`
      : issue.suggestion;
    const code = mayBeOmitted(issue, args) ? 'omitted-param' : issue.code;
    const isSlip = suggestion?.startsWith('Did you mean') === true || isMisplaced;
    const isWithout = code === 'idle-param' || code === 'omitted-param';
    const isTolerated = isWithout || (code === 'unknown-param' && !context.session.strict);
    const severity = (isForgiven || isTolerated) && !isSlip ? 'warning' : 'error';
    const range = findRange(key, code, args, module) ?? at.range;
    diagnostics.add({ code, severity, summary, suggestion, range });
  }
}

/** Whether an unknown parameter is an expression such as `{{ item.x | default(omit) }}`. */
const mayBeOmitted = ({ key, code }: ParamIssue, args: readonly Arg[]): boolean =>
  code === 'unknown-param' &&
  args.some(
    ({ key: name, node, value }) =>
      keyText(name) === key && value.kind === 'template' && node.kind === 'scalar' && /\bomit\b/.test(node.raw),
  );

/** Whether a keyword of tasks stands among the parameters, one level too deep. */
const isKeyword = ({ key, code }: ParamIssue, module: Module): boolean =>
  code === 'unknown-param' && KEYS_OF_TASKS.has(key ?? '') && !Object.hasOwn(module.params.shape, key ?? '');

const KEYS_OF_TASKS: ReadonlySet<string> = new Set(TASK_KEYS);

/** Where relative paths lead is known when the host is. */
const placed = (module: Module, written: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(relativePathsIn(module, written).map(([key, path]) => [key, `/${path}`]));

/** A parameter is not reported as missing if a misspelt one was meant to be it. */
function followsFrom({ key, code }: ParamIssue, issues: readonly ParamIssue[]): boolean {
  const slips = issues.filter(
    (issue) => issue.code === 'unknown-param' && issue.suggestion?.startsWith('Did you mean'),
  );
  if (code === 'wrong-value' && key === undefined) return slips.length > 0;
  return code === 'missing-param' && slips.some(({ suggestion }) => suggestion === `Did you mean ${key ?? ''}?`);
}

/** Converts to plain data, with Unknown for values that need a host. */
export function withUnknown(value: Templated): unknown {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'template':
      return new Unknown('it depends on the host');
    case 'sequence':
      return value.items.map(withUnknown);
    case 'mapping':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, withUnknown(entry.value)]));
  }
}

/** YAML parses 0644 as an octal number, but 644 as a decimal one, which makes no sense as permission bits. */
function reportDecimalMode(module: Module, { key, node }: Arg, context: TaskContext): boolean {
  const schema = module.params.shape[canonicalName(module, keyText(key))] as z.core.$ZodType | undefined;
  if (!schema || !paramMeta(schema).fileMode || !isDecimal(node)) return false;
  diagnosticsOf(context).error({
    code: 'decimal-mode',
    summary: `${node.raw} is a decimal number, and permission bits are octal`,
    suggestion: `Write \`'${node.raw.padStart(4, '0')}'\`.`,
    range: node.range,
  });
  return true;
}

const isDecimal = (node: YamlNode): node is YamlScalar =>
  node.kind === 'scalar' && typeof node.value === 'number' && node.style === 'plain' && !node.raw.startsWith('0');

/** What is wrong with a parameter itself, not with its value. */
const OF_NAMES: ReadonlySet<string> = new Set(['unknown-param', 'idle-param', 'omitted-param']);

/** The location of `env.PATH` or `rules[0]` among the parameters: of the name if it is unknown, otherwise of the value. */
function findRange(
  path: string | undefined,
  code: string,
  args: readonly Arg[],
  module: Module,
): SourceRange | undefined {
  const [first, ...rest] = path?.split(/[.[\]]+/).filter(Boolean) ?? [];
  const arg = args.find(({ key }) => keyText(key) === first || canonicalName(module, keyText(key)) === first);
  if (!arg) return undefined;
  if (rest.length === 0 && OF_NAMES.has(code)) return arg.key.range;
  let node = arg.node;
  for (const step of rest) {
    const entry = node.kind === 'mapping' ? node.entries.find(({ key }) => keyText(key) === step) : undefined;
    if (entry && code === 'unknown-param' && step === rest.at(-1)) return entry.key.range;
    node = (node.kind === 'sequence' ? node.items[Number(step)] : entry?.value) ?? node;
  }
  return node.range;
}
