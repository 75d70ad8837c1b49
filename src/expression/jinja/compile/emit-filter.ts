import type { Expr } from '../syntax/ast.ts';
import { checkPlugin, checkTakenNames } from './check-names.ts';
import type { Codegen } from './codegen.ts';
import { emitArguments, quote } from './emit-arguments.ts';

type FilterNode = Extract<Expr, { type: 'filter' }>;
type TestNode = Extract<Expr, { type: 'test' }>;

/** The code of a filter; `value` is the filtered value of a filter block. */
export function emitFilter(node: FilterNode, g: Codegen, value?: string): string {
  checkPlugin('filter', node.name, node.span, g);
  checkTakenNames(node.name, node, g);
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
  checkPlugin('test', node.name, node.span, g);
  const ofMissing = TESTS_OF_MISSING.has(node.name);
  if (ofMissing && node.value.type === 'name' && !g.frame.knows(node.value.name)) {
    const { name, span } = node.value;
    g.skippable(() => g.read(span, name));
    return `($.has(${quote(name)}, ${g.site(span)}) === ${node.name === 'defined'})`;
  }
  const value = ofMissing ? g.skippable(() => g.expression(node.value)) : g.expression(node.value);
  return `$.test(${quote(node.name)}, ${value}, ${emitArguments(node, g)}, ${g.site(node.span)})`;
}
