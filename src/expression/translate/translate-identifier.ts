import type { Identifier } from 'acorn';
import { LIBRARY } from '../library/library.ts';
import { CONSTANTS, FUNCTIONS, NAMESPACES } from '../run/globals.ts';
import { FORBIDDEN_NAMES } from './forbidden-names.ts';
import { quote } from './quote.ts';
import type { Translation } from './translation.ts';

/** A name that is read as a value: one that the expression defines, one of JavaScript, or a variable. */
export function translateIdentifier(node: Identifier, t: Translation): string {
  const { name } = node;
  const local = t.codeOf(name);
  if (local !== undefined) return `$.known(${local})`;
  if (FORBIDDEN_NAMES.has(name)) return forbidName(node, t);
  if (CONSTANTS.has(name)) return `$.constant(${quote(name)})`;
  if (name === 'omit') return '$.omit';
  if (FUNCTIONS.has(name)) return `$.global(${quote(name)})`;
  if (NAMESPACES.has(name)) return t.forbid(node, `${name} is no value here`, `Call one of its functions.`);
  const python = PYTHON.get(name);
  if (python !== undefined) return t.misuse(node, `${name} is not JavaScript`, `Write ${python}.`);
  const isFunction = LIBRARY.has(name);
  t.read(node, name, isFunction);
  return `$.${isFunction ? 'variableOrFunction' : 'read'}(${quote(name)}, ${t.site(node)})`;
}

/** Like `translateIdentifier`, but undefined if there is no variable with the name. */
export function translateOptionalIdentifier(node: Identifier, t: Translation): string {
  const { name } = node;
  const special = FORBIDDEN_NAMES.has(name) || CONSTANTS.has(name) || FUNCTIONS.has(name) || NAMESPACES.has(name);
  if (special || t.codeOf(name) !== undefined || name === 'omit') return translateIdentifier(node, t);
  t.read(node, name, true);
  return `$.maybe(${quote(name)})`;
}

/** Reports a name that would give access to the outside of the expression. */
export const forbidName = (node: Identifier, t: Translation): string =>
  t.forbid(node, `${node.name} cannot be read in an expression`, FORBIDDEN_NAMES.get(node.name));

const PYTHON: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
]);
