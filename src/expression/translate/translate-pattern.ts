import type { ArrayPattern, ArrowFunctionExpression, AssignmentPattern, ObjectPattern, Pattern } from 'acorn';
import { FORBIDDEN_MEMBERS } from './forbidden-names.ts';
import { quote } from './quote.ts';
import { propertyName } from './translate-collection.ts';
import type { Translation } from './translation.ts';

/** Declares constants that destructure a value according to the pattern. A missing key without a default is an error. */
export function translatePattern(pattern: Pattern, value: string, t: Translation): string {
  switch (pattern.type) {
    case 'Identifier':
      return `const ${t.define(pattern.name)} = ${value};`;
    case 'ArrayPattern':
      return bindList(pattern, value, t);
    case 'ObjectPattern':
      return bindMapping(pattern, value, t);
    case 'AssignmentPattern':
      return translatePattern(pattern.left, withDefault(pattern, value, t), t);
    case 'RestElement':
    case 'MemberExpression':
      return t.forbid(pattern, 'This pattern is not allowed in an expression');
  }
}

/** An arrow function, whose parameters may be patterns. */
export function translateArrow(node: ArrowFunctionExpression, t: Translation): string {
  if (node.async) return t.forbid(node, 'async is not allowed in an expression');
  return t.inBlock(() => {
    const parameters: string[] = [];
    const bindings: string[] = [];
    for (const parameter of node.params) {
      const name = t.temporary();
      const rest = parameter.type === 'RestElement';
      parameters.push(rest ? `...${name}` : name);
      bindings.push(translatePattern(rest ? parameter.argument : parameter, name, t));
    }
    const { body } = node;
    const code = body.type === 'BlockStatement' ? t.syntax.block(body.body, t) : `return ${t.expression(body)};`;
    return `(${parameters.join(', ')}) => { ${bindings.join(' ')} ${code} }`;
  });
}

function bindList(pattern: ArrayPattern, value: string, t: Translation): string {
  const list = t.temporary();
  const bindings = pattern.elements.map((element, i) => {
    if (!element) return '';
    if (element.type === 'RestElement') return translatePattern(element.argument, `${list}.slice(${i})`, t);
    return translatePattern(element, member(list, String(i), element, t), t);
  });
  return `const ${list} = $.items(${value}, ${t.site(pattern)}); ${bindings.join(' ')}`;
}

function bindMapping(pattern: ObjectPattern, value: string, t: Translation): string {
  const mapping = t.temporary();
  const taken: string[] = [];
  const bindings = pattern.properties.map((property) => {
    if (property.type === 'RestElement') {
      return translatePattern(property.argument, `$.without(${mapping}, [${taken.join(', ')}])`, t);
    }
    const name = propertyName(property.key);
    if (property.computed) return t.forbid(property, 'A computed key is not allowed in a pattern');
    if (FORBIDDEN_MEMBERS.has(name)) return t.forbid(property, `${name} cannot be read in an expression`);
    taken.push(quote(name));
    return translatePattern(property.value, member(mapping, quote(name), property.value, t), t);
  });
  return `const ${mapping} = $.mapping(${value}, ${t.site(pattern)}); ${bindings.join(' ')}`;
}

const member = (holder: string, key: string, pattern: Pattern, t: Translation): string =>
  `$.${pattern.type === 'AssignmentPattern' ? 'find' : 'get'}(${holder}, ${key}, ${t.site(pattern)})`;

const withDefault = (pattern: AssignmentPattern, value: string, t: Translation): string =>
  `$.withDefault(${value}, () => ${t.expression(pattern.right)})`;
