import type { JavaScript, JinjaArguments } from './javascript.ts';
import { atom, compound, tight } from './javascript.ts';

type Translate = (value: JavaScript, args: JinjaArguments) => JavaScript | undefined;

const method =
  (name: string): Translate =>
  (value, { positional }) =>
    atom(`${tight(value)}.${name}(${positional.map((a) => a.code).join(', ')})`);

const call =
  (name: string, ...more: readonly string[]): Translate =>
  (value, { positional }) =>
    atom(`${name}(${[value.code, ...positional.map((a) => a.code), ...more].join(', ')})`);

const same: Translate = (value) => value;

const byDefault: Translate = (value, { positional: [other, evenIfFalse] }) => {
  if (!other) return undefined;
  return evenIfFalse
    ? compound(`(${value.code} ?? '') || ${tight(other)}`)
    : compound(`${tight(value)} ?? ${tight(other)}`);
};

/** `map(attribute='name')` and `map('int')`. */
const map: Translate = (value, { positional: [filter], named }) => {
  const key = keyOf(named.get('attribute'));
  if (key !== undefined) return atom(`${tight(value)}.map((item) => item${key})`);
  const name = filter && /^'(\w+)'$/.exec(filter.code)?.[1];
  const each = name === undefined ? undefined : FILTERS.get(name)?.(atom('item'), NONE);
  if (!each) return undefined;
  return atom(`${tight(value)}.map((item) => ${each.code})`);
};

const selectattr =
  (negated: boolean): Translate =>
  (value, { positional: [attribute, test, operand] }) => {
    const key = keyOf(attribute);
    const condition = key === undefined ? undefined : conditionOn(`item${key}`, test?.code, operand);
    if (condition === undefined) return undefined;
    return atom(`${tight(value)}.filter((item) => ${negated ? `!(${condition})` : condition})`);
  };

function conditionOn(item: string, test: string | undefined, operand: JavaScript | undefined): string | undefined {
  if (test === undefined) return item;
  if (test === "'defined'") return `defined(${item})`;
  if (!operand) return undefined;
  if (["'equalto'", "'eq'", "'=='"].includes(test)) return `${item} === ${tight(operand)}`;
  if (["'ne'", "'!='"].includes(test)) return `${item} !== ${tight(operand)}`;
  return test === "'in'" ? `${tight(operand)}.includes(${item})` : undefined;
}

function keyOf(text: JavaScript | undefined): string | undefined {
  const name = text && /^['"]([A-Za-z_][\w.]*)['"]$/.exec(text.code)?.[1];
  return name === undefined ? undefined : `.${name}`;
}

const NONE: JinjaArguments = { positional: [], named: new Map() };

const member =
  (suffix: string): Translate =>
  (value) =>
    atom(`${tight(value)}${suffix}`);

/** Jinja's and Ansible's filters in JavaScript. */
export const FILTERS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['default', byDefault],
  ['d', byDefault],
  ['map', map],
  ['selectattr', selectattr(false)],
  ['rejectattr', selectattr(true)],
  ['list', same],
  ['safe', same],
  ['string', call('String')],
  ['int', call('int')],
  ['float', call('parseFloat')],
  ['bool', call('bool')],
  ['length', member('.length')],
  ['count', member('.length')],
  ['first', member('[0]')],
  ['last', member('.at(-1)')],
  ['upper', method('toUpperCase')],
  ['lower', method('toLowerCase')],
  ['trim', method('trim')],
  ['replace', method('replaceAll')],
  [
    'join',
    (value, args) => method('join')(value, args.positional.length ? args : { ...args, positional: [atom("''")] }),
  ],
  ['sort', method('toSorted')],
  ['reverse', method('toReversed')],
  ['split', method('split')],
  ['min', (value) => atom(`Math.min(...${tight(value)})`)],
  ['max', (value) => atom(`Math.max(...${tight(value)})`)],
  ['abs', call('Math.abs')],
  ['round', call('Math.round')],
  ['to_json', call('json')],
  ['tojson', call('json')],
  ['to_nice_json', call('json', '2')],
  ['to_yaml', call('yaml')],
  ['to_nice_yaml', call('yaml')],
  ['from_json', call('from_json')],
  ['from_yaml', call('from_yaml')],
  ['b64encode', call('b64encode')],
  ['b64decode', call('b64decode')],
  ['quote', call('quote')],
  ['hash', call('hash')],
  ['unique', call('unique')],
  ['union', call('union')],
  ['intersect', call('intersect')],
  ['difference', call('difference')],
  ['flatten', call('flatten')],
  ['combine', call('combine')],
  ['dict2items', call('dict2items')],
  ['items2dict', call('items2dict')],
  ['zip', call('zip')],
  ['basename', call('basename')],
  ['dirname', call('dirname')],
  ['splitext', call('splitext')],
  ['regex_replace', call('regex_replace')],
  ['regex_findall', call('regex_findall')],
  ['indent', call('indent')],
  ['comment', call('comment')],
  ['mandatory', call('mandatory')],
  ['human_to_bytes', call('human_to_bytes')],
  [
    'ternary',
    (value, { positional: [yes, no] }) =>
      yes && no ? compound(`${tight(value)} ? ${tight(yes)} : ${tight(no)}`) : undefined,
  ],
]);
