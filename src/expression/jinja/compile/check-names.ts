import { didYouMean } from '../../../diagnostic/suggest.ts';
import { filterNamed, FILTER_NAMES } from '../filters/registry.ts';
import { insteadOfPlugin } from '../left-out.ts';
import type { PluginKind } from '../left-out.ts';
import { lookupNamed, lookupNames } from '../lookups/lookup.ts';
import { foreignHint, ownNames } from '../own-plugins.ts';
import { isMethodName, METHOD_NAMES } from '../python/method-names.ts';
import type { Arguments, Expr } from '../syntax/ast.ts';
import { testNamed, TEST_NAMES } from '../tests/registry.ts';
import type { Span } from '../../parse/problem.ts';
import type { Codegen } from './codegen.ts';

type CallNode = Extract<Expr, { type: 'call' }>;

/** Warns of a filter, test or lookup that does not exist. */
export function checkPlugin(kind: PluginKind, name: string, span: Span, g: Codegen): void {
  if (!PLUGINS[kind].named(name)) g.warn(span, `There is no ${kind} ${name}`, adviceOn(kind, name));
}

/** Warns of a literal name of a filter or test that a filter takes as an argument: `map('upper')`, `selectattr('a', 'defined')`. */
export function checkTakenNames(filter: string, { args }: Arguments, g: Codegen): void {
  const taken = TAKING[shortName(filter)];
  const arg = taken && args[taken.at];
  const name = arg && literalText(arg);
  if (taken && arg && name !== undefined) checkPlugin(taken.kind, name, arg.span, g);
}

/** Warns of a lookup by a literal name, and of a method, that do not exist. */
export function checkCall({ callee, args }: CallNode, g: Codegen): void {
  const [first] = args;
  if (callee.type === 'name' && LOOKUP_CALLS.has(callee.name) && !g.frame.knows(callee.name) && first) {
    const name = literalText(first);
    if (name !== undefined) checkPlugin('lookup', name, first.span, g);
  }
  if (callee.type === 'getattr' && isData(callee.object, g) && !isMethodName(callee.attr))
    g.warn(callee.span, `There is no method ${callee.attr}()`, didYouMean(callee.attr, METHOD_NAMES) ?? FILTER_INSTEAD);
}

const FILTER_INSTEAD = 'Write a filter, `{{ value | upper }}`: `provision docs jinja` lists them.';

const LOOKUP_CALLS: ReadonlySet<string> = new Set(['lookup', 'query', 'q']);

/** Whether a value is a variable of the host, a part of one, or a literal: these have the methods of Python's own types. */
function isData(node: Expr, g: Codegen): boolean {
  if (node.type === 'name') return !g.frame.knows(node.name) && !g.guards(node.name) && !OF_TEMPLATES.has(node.name);
  if (node.type === 'getattr' || node.type === 'getitem') return isData(node.object, g);
  return node.type === 'const';
}

/** Names that Jinja itself defines, some of which have methods of their own. */
const OF_TEMPLATES: ReadonlySet<string> = new Set(['self', 'super', 'loop', 'caller', 'varargs', 'kwargs']);

const literalText = (node: Expr): string | undefined =>
  node.type === 'const' && node.value.kind === 'string' ? node.value.text : undefined;

interface Taken {
  readonly at: number;
  readonly kind: 'filter' | 'test';
}

/** Filters that take the name of a filter or test, and the place of that argument. */
const TAKING: Readonly<Record<string, Taken>> = {
  map: { at: 0, kind: 'filter' },
  select: { at: 0, kind: 'test' },
  reject: { at: 0, kind: 'test' },
  selectattr: { at: 1, kind: 'test' },
  rejectattr: { at: 1, kind: 'test' },
  index_of: { at: 0, kind: 'test' },
};

interface Plugins {
  readonly named: (name: string) => unknown;
  readonly names: () => readonly string[];
}

const PLUGINS: Readonly<Record<PluginKind, Plugins>> = {
  filter: { named: filterNamed, names: () => [...FILTER_NAMES, ...ownNames('filter')] },
  test: { named: testNamed, names: () => [...TEST_NAMES, ...ownNames('test')] },
  lookup: { named: lookupNamed, names: () => lookupNames },
};

const adviceOn = (kind: PluginKind, name: string): string =>
  foreignHint(kind, name) ??
  insteadOfPlugin(kind, name) ??
  didYouMean(shortName(name), PLUGINS[kind].names()) ??
  (kind === 'lookup'
    ? `The lookups are ${lookupNames.filter((each) => insteadOfPlugin('lookup', each) === undefined).join(', ')}.`
    : `Write it in ${kind}_plugins/${shortName(name)}.js: \`export const ${kind}s = { ${shortName(name)}: (value) => value }\`.`);

const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
