import type * as z from 'zod';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import { exampleOfParams } from '../../module-api/param-example.ts';
import { paramMeta } from '../../module-api/param-meta.ts';
import type { Module } from '../../module-api/module.ts';
import type { Templated } from '../../expression/compiled.ts';
import { shortModuleName } from '../../modules/registry.ts';
import type { Keywords } from '../types.ts';
import { canonicalName } from '../../module-api/parse-params.ts';
import { describeNode, expectKind, reportType } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '../../yaml/node.ts';
import { splitFreeForm, splitPairs } from './split-free-form.ts';
import { diagnosticsOf, readerOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';
import { isInGroup } from './default-groups.ts';

/** A parameter as written. */
export interface Arg {
  readonly key: YamlScalar;
  readonly node: YamlNode;
  readonly value: Templated;
}

/** The location of a task's module. */
export interface ActionPlace {
  /** Location of the module's name. */
  readonly range: SourceRange;
  /** Whether the task may be skipped. */
  readonly isOptional: boolean;
}

/** Sources of a task's parameters other than the module's key. */
export interface MoreArgs {
  readonly args: YamlNode | undefined;
  readonly defaults: Keywords['moduleDefaults'];
}

/** The parameters of a task, from the module's key, `args:` and `module_defaults`. Undefined, and reported, if they are invalid. */
export function readArgs(
  module: Module,
  value: YamlNode,
  { args, defaults }: MoreArgs,
  context: TaskContext,
): readonly Arg[] | undefined {
  const own = entriesOf(module, value, context);
  if (!own) return undefined;
  const entries = [...own, ...extraEntries(args, context)];
  const seen = new Map<string, Arg[]>();
  for (const { key, value: node } of entries) {
    const name = canonicalName(module, keyText(key));
    const arg = { key, node, value: readArg(module, name, node, context) };
    const earlier = seen.get(name) ?? [];
    if (earlier.some((other) => isSameParameter(other, arg))) reportTwice(name, arg, context);
    else seen.set(name, [...earlier, arg]);
  }
  for (const { key, value: node } of defaultsFor(module, defaults)) {
    const name = canonicalName(module, keyText(key));
    if (!seen.has(name)) seen.set(name, [{ key, node, value: readArg(module, name, node, context) }]);
  }
  return [...seen.values()].flat();
}

/** A parameter may be given under two names if one value may be `omit`, which is unknown yet; the last value that is given applies. */
const isSameParameter = (one: Arg, other: Arg): boolean =>
  keyText(one.key) === keyText(other.key) || (one.value.kind === 'literal' && other.value.kind === 'literal');

/** The innermost defaults come first. */
function defaultsFor(module: Module, defaults: Keywords['moduleDefaults'] = []): readonly YamlEntry[] {
  return defaults.toReversed().flatMap((layer) => {
    const groups = [...layer].filter(([name]) => isInGroup(module.name, name));
    const own = [...layer].filter(([name]) => shortModuleName(name) === module.name);
    return [...own, ...groups].flatMap(([, entries]) => entries);
  });
}

/** A value; where the module takes bare expressions, each text is one. */
function readArg(module: Module, name: string, node: YamlNode, context: TaskContext): Templated {
  const reader = readerOf(context);
  const schema = module.params.shape[name] as z.core.$ZodType | undefined;
  const expression = schema && paramMeta(schema).expression;
  if (!expression) return reader.readValue(node, diagnosticsOf(context));
  const kind = expression === 'value' ? 'expression' : 'condition';
  return reader.readExpressions(node, { what: name, kind }, diagnosticsOf(context));
}

function entriesOf(module: Module, value: YamlNode, context: TaskContext): readonly YamlEntry[] | undefined {
  if (value.kind === 'mapping') return value.entries;
  if (value.kind === 'sequence') {
    reportType(
      value,
      { text: 'a mapping of parameters', example: exampleOfParams(module) },
      module.name,
      diagnosticsOf(context),
    );
    return undefined;
  }
  if (value.value === null) return [];
  return module.freeForm === undefined ? pairs(module, value, context) : freeForm(module, module.freeForm, value);
}

function freeForm(module: Module, parameter: string, node: YamlScalar): YamlEntry[] {
  const { args, rest } = splitFreeForm(node, [
    ...Object.keys(module.params.shape),
    ...Object.keys(module.aliases ?? {}),
  ]);
  if (!rest) return [...args];
  const key = { ...rest, value: parameter, raw: parameter, tag: undefined };
  // a number or a boolean keeps its type, unless there are parameters around it
  return [...args, { key, value: args.length === 0 && typeof node.value !== 'string' ? node : rest }];
}

function pairs(module: Module, node: YamlScalar, context: TaskContext): YamlEntry[] | undefined {
  const { args, rest } = splitPairs(node);
  if (!rest) return [...args];
  diagnosticsOf(context).error({
    code: 'wrong-type',
    summary: `${module.name} takes parameters, not ${describeNode(rest)}`,
    suggestion:
      suggestSpace(module, rest.raw) ??
      (/^(\{\{|<%)/.test(rest.raw)
        ? `Write each parameter by its name, such as \`${module.name}: ${exampleOfParams(module)}\`: its value may be an expression, all of them together may not.`
        : `Write, for example, \`${module.name}: ${exampleOfParams(module)}\`.`),
    detail: `${module.name} takes ${Object.keys(module.params.shape).sort().join(', ')}.`,
    range: rest.range,
  });
  return undefined;
}

/** `msg:hello`: a parameter without the space after its colon. */
function suggestSpace(module: Module, text: string): string | undefined {
  const [, name, value] = /^(\w+):(\S.*)$/.exec(text) ?? [];
  const isParam = name !== undefined && Object.hasOwn(module.params.shape, name);
  return isParam ? `Write a space after the colon: \`${name}: ${value ?? ''}\`.` : undefined;
}

function extraEntries(extra: YamlNode | undefined, context: TaskContext): readonly YamlEntry[] {
  return (extra && expectKind(extra, 'mapping', 'args', diagnosticsOf(context))?.entries) ?? [];
}

function reportTwice(name: string, { key }: Arg, context: TaskContext): void {
  diagnosticsOf(context).error({
    code: 'duplicate-key',
    summary: `The parameter ${name} is given twice`,
    suggestion: `Remove \`${name}\` from args, or from the module's own parameters.`,
    range: key.range,
  });
}

/** The parameters as one value, by their main names. */
export function toArgs(module: Module, args: readonly Arg[], range: Templated['range']): Templated {
  const entries = args.map(({ key, value }) => ({
    key: canonicalName(module, keyText(key)),
    keyRange: key.range,
    value,
  }));
  const values = entries.flatMap(({ key, value }) => (value.kind === 'literal' ? [[key, value.value] as const] : []));
  if (values.length < entries.length) return { kind: 'mapping', entries, range };
  return { kind: 'literal', value: Object.fromEntries(values), range };
}
