import { withoutCollection } from '../python/short-name.ts';
import type { Expr } from '../syntax/ast.ts';

/** Filters whose result Ansible always treats as text. */
export const TEXT_FILTERS: ReadonlySet<string> = new Set([
  'string',
  'to_json',
  'to_nice_json',
  'to_yaml',
  'to_nice_yaml',
]);

/** Filters whose result, or its items, are values from their input. */
const HANDING_ON: ReadonlySet<string> = new Set(
  (
    'default d mandatory ternary first last min max random shuffle list sort unique reverse select reject selectattr ' +
    'rejectattr flatten union intersect difference symmetric_difference zip zip_longest batch slice items dict2items ' +
    'items2dict dictsort combine extract attr'
  ).split(' '),
);

/** Methods of dicts and lists that return their items. */
const GIVING: ReadonlySet<string> = new Set(['get', 'values', 'items', 'pop', 'setdefault', 'copy']);

/** Whether an expression returns values that it receives or reads, unchanged. */
export function handsOn(node: Expr): boolean {
  switch (node.type) {
    case 'filter':
      return HANDING_ON.has(withoutCollection(node.name)) || mapsToSame(node);
    case 'call':
      return node.callee.type !== 'getattr' || GIVING.has(node.callee.attr);
    case 'binary':
      return node.op === '+';
    case 'getitem':
    case 'and':
    case 'or':
    case 'getattr':
    case 'list':
    case 'tuple':
    case 'dict':
      return true;
    default:
      return false;
  }
}

/** `map('to_json')` and similar filters. */
export const mapsToText = (node: Expr): boolean => TEXT_FILTERS.has(mappedFilter(node) ?? '');

function mapsToSame(node: Extract<Expr, { type: 'filter' }>): boolean {
  const isOfAttribute = node.name === 'map' && node.kwargs.some(({ name }) => name === 'attribute');
  return isOfAttribute || HANDING_ON.has(mappedFilter(node) ?? '');
}

function mappedFilter(node: Expr): string | undefined {
  if (node.type !== 'filter' || node.name !== 'map') return undefined;
  const [first] = node.args;
  return first?.type === 'const' && first.value.kind === 'string' ? withoutCollection(first.value.text) : undefined;
}
