import type { ArrayExpression, Expression, ObjectExpression, Property, SpreadElement } from 'acorn';
import { FORBIDDEN_MEMBERS } from './forbidden-names.ts';
import { quote } from './quote.ts';
import type { Translation } from './translation.ts';

export function translateArray(node: ArrayExpression, t: Translation): string {
  const items = node.elements.map((element) => {
    return element ? t.syntax.item(element, t) : t.misuse(node, 'An item of this list is missing');
  });
  return `[${items.join(', ')}]`;
}

/** An item of a list, or an argument; `...` inserts the items of a list. */
export function translateItem(node: Expression | SpreadElement, t: Translation): string {
  if (node.type !== 'SpreadElement') return t.expression(node);
  return `...$.items(${t.expression(node.argument)}, ${t.site(node.argument)})`;
}

export function translateObject(node: ObjectExpression, t: Translation): string {
  const entries = node.properties.map((property) => {
    if (property.type === 'Property') return translateProperty(property, t);
    return `...$.mapping(${t.expression(property.argument)}, ${t.site(property.argument)})`;
  });
  return `({${entries.join(', ')}})`;
}

function translateProperty(node: Property, t: Translation): string {
  if (node.kind !== 'init' || node.method) return t.forbid(node, 'A mapping holds no functions');
  const key = node.computed ? `$.key(${t.expression(node.key)}, ${t.site(node.key)})` : quote(propertyName(node.key));
  const forbidden = !node.computed && FORBIDDEN_MEMBERS.has(propertyName(node.key));
  if (forbidden) t.forbid(node.key, `${propertyName(node.key)} cannot be a key here`);
  return `[${key}]: ${t.expression(node.value)}`;
}

/** The name of a key that is not computed. */
export function propertyName(key: Expression): string {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : '';
}
