import { didYouMean } from '../../../diagnostic/suggest.ts';
import { filterNamed, FILTER_NAMES } from '../filters/registry.ts';
import { insteadOfPlugin } from '../left-out.ts';
import { foreignHint, ownNames } from '../own-plugins.ts';
import type { Expr } from '../syntax/ast.ts';
import { testNamed, TEST_NAMES } from '../tests/registry.ts';
import type { Codegen } from './codegen.ts';
import { emitArguments, quote } from './emit-arguments.ts';

type FilterNode = Extract<Expr, { type: 'filter' }>;
type TestNode = Extract<Expr, { type: 'test' }>;

const adviceOn = (kind: 'filter' | 'test', name: string): string | undefined =>
  foreignHint(name) ??
  insteadOfPlugin(kind, name) ??
  didYouMean(name, [...(kind === 'filter' ? FILTER_NAMES : TEST_NAMES), ...ownNames(kind)]) ??
  `Write it in ${kind}_plugins/${name}.js: \`export const ${kind}s = { ${name}: (value) => value }\`.`;

/** The code of a filter; `value` is the filtered value of a filter block. */
export function emitFilter(node: FilterNode, g: Codegen, value?: string): string {
  if (!filterNamed(node.name)) {
    g.warn(node.span, `There is no filter ${node.name}`, adviceOn('filter', node.name));
  }
  const emitInput = (): string => innerValue(node, g, value);
  const input = TAKES_MISSING.has(shortName(node.name)) && node.value ? g.skippable(emitInput) : emitInput();
  return `$.filter(${quote(node.name)}, ${input}, ${emitArguments(node, g)}, ${g.site(node.span)})`;
}

function innerValue({ value: inner }: FilterNode, g: Codegen, value: string | undefined): string {
  if (!inner) return value ?? '""';
  return inner.type === 'filter' && value !== undefined ? emitFilter(inner, g, value) : g.expression(inner);
}

const TAKES_MISSING: ReadonlySet<string> = new Set(['default', 'd', 'mandatory', 'type_debug']);

const TESTS_OF_MISSING: ReadonlySet<string> = new Set(['defined', 'undefined']);

const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** The code of a test, with a boolean result. */
export function emitTest(node: TestNode, g: Codegen): string {
  if (!testNamed(node.name)) g.warn(node.span, `There is no test ${node.name}`, adviceOn('test', node.name));
  const ofMissing = TESTS_OF_MISSING.has(node.name);
  if (ofMissing && node.value.type === 'name' && !g.frame.knows(node.value.name)) {
    const { name, span } = node.value;
    g.skippable(() => g.read(span, name));
    return `($.has(${quote(name)}, ${g.site(span)}) === ${node.name === 'defined'})`;
  }
  const value = ofMissing ? g.skippable(() => g.expression(node.value)) : g.expression(node.value);
  return `$.test(${quote(node.name)}, ${value}, ${emitArguments(node, g)}, ${g.site(node.span)})`;
}
