import type { CallExpression, Expression, ObjectExpression, SpreadElement } from 'acorn';
import { propertyName } from './translate-collection.ts';
import type { Translation } from './translation.ts';

/** `include('path')` and `include('path', { name: value })`. The path is a literal, so that it can be checked before the run. */
export function translateInclude(node: CallExpression, t: Translation): string {
  const [path, given, ...others] = node.arguments;
  if (path?.type !== 'Literal' || typeof path.value !== 'string' || others.length > 0) return misuse(node, t);
  if (given && !isPlainMapping(given)) return misuse(node, t);
  const locals = given ? given.properties.map((p) => (p.type === 'Property' ? propertyName(p.key) : '')) : [];
  const { start, end } = path;
  const index = t.includes.push({ path: path.value, locals, start, end }) - 1;
  return `$.include(${index}, ${given ? t.expression(given) : '{}'})`;
}

const isPlainMapping = (node: Expression | SpreadElement): node is ObjectExpression =>
  node.type === 'ObjectExpression' && node.properties.every((p) => p.type === 'Property' && !p.computed);

const misuse = (node: CallExpression, t: Translation): string =>
  t.misuse(
    node,
    'include() takes a path as text, and names to hand over',
    "Write `include('file.ejs', { item: item })`.",
  );
