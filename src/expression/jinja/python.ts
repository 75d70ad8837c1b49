import type { JavaScript, JinjaArguments } from './javascript.ts';
import { atom, compound, tight } from './javascript.ts';

type Translate = (value: JavaScript, args: JinjaArguments) => JavaScript | undefined;

/** Python's constants. */
export const NAMES: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
  ['none', 'null'],
]);

const renamed =
  (name: string): Translate =>
  (value, { positional }) =>
    atom(`${tight(value)}.${name}(${positional.map((a) => a.code).join(', ')})`);

const objectCall =
  (name: string): Translate =>
  (value) =>
    atom(`Object.${name}(${value.code})`);

const get: Translate = (value, { positional: [key, other] }) =>
  key && compound(`${tight(value)}[${key.code}] ?? ${other ? tight(other) : 'null'}`);

/** Python's methods that have another name, or another form. */
export const METHODS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['items', objectCall('entries')],
  ['keys', objectCall('keys')],
  ['values', objectCall('values')],
  ['get', get],
  ['upper', renamed('toUpperCase')],
  ['lower', renamed('toLowerCase')],
  ['strip', renamed('trim')],
  ['lstrip', renamed('trimStart')],
  ['rstrip', renamed('trimEnd')],
  ['startswith', renamed('startsWith')],
  ['endswith', renamed('endsWith')],
  ['replace', renamed('replaceAll')],
  ['find', renamed('indexOf')],
  ['splitlines', (value) => atom(`${tight(value)}.split('\\n')`)],
]);

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['env', 'env'],
  ['file', 'file'],
  ['fileglob', 'fileglob'],
  ['template', 'include'],
]);

/** `lookup('env', 'HOME')` and its like. */
export function translateLookup({ positional: [plugin, term], named }: JinjaArguments): JavaScript | undefined {
  const name = plugin && FUNCTIONS.get(plugin.code.slice(1, -1));
  if (name === undefined || !term) return undefined;
  const otherwise = named.get('default');
  return atom(`${name}(${term.code}${otherwise ? `, ${otherwise.code}` : ''})`);
}
