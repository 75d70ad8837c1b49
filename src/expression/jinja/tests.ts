import type { JavaScript, JinjaArguments } from './javascript.ts';
import { atom, compound, tight } from './javascript.ts';

type Translate = (value: JavaScript, args: JinjaArguments) => JavaScript | undefined;

const flag =
  (key: string): Translate =>
  (value) =>
    atom(`${tight(value)}.${key}`);

const not =
  (translate: Translate): Translate =>
  (value, args) => {
    const positive = translate(value, args);
    return positive && atom(`!${tight(positive)}`);
  };

const defined: Translate = (value) => atom(`defined(${value.code})`);

const typeIs =
  (type: string): Translate =>
  (value) =>
    compound(`typeof ${tight(value)} === '${type}'`);

const equals: Translate = (value, { positional: [other] }) => other && compound(`${tight(value)} === ${tight(other)}`);

const version: Translate = (value, { positional: [other, operator] }) =>
  other && atom(`version_compare(${value.code}, ${operator?.code ?? "'=='"}, ${other.code})`);

const matches =
  (anchor: string): Translate =>
  (value, { positional: [pattern] }) => {
    const source = pattern && /^['"](.*)['"]$/.exec(pattern.code)?.[1];
    return source === undefined ? undefined : atom(`/${anchor}${source.replaceAll('/', '\\/')}/.test(${value.code})`);
  };

/** Jinja's and Ansible's tests, the words after `is`, in JavaScript. */
export const TESTS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['defined', defined],
  ['undefined', not(defined)],
  ['none', (value) => compound(`${tight(value)} === null`)],
  ['string', typeIs('string')],
  ['number', typeIs('number')],
  ['boolean', typeIs('boolean')],
  ['sequence', (value) => atom(`Array.isArray(${value.code})`)],
  ['true', (value) => compound(`${tight(value)} === true`)],
  ['false', (value) => compound(`${tight(value)} === false`)],
  ['equalto', equals],
  ['eq', equals],
  ['in', (value, { positional: [holder] }) => holder && atom(`${tight(holder)}.includes(${value.code})`)],
  ['changed', flag('changed')],
  ['failed', flag('failed')],
  ['skipped', flag('skipped')],
  ['succeeded', not(flag('failed'))],
  ['success', not(flag('failed'))],
  ['version', version],
  ['match', matches('^')],
  ['search', matches('')],
]);
