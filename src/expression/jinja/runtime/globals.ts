import { OMIT } from '../../omit.ts';
import { lookup } from '../lookups/lookup.ts';
import { bindArguments } from '../python/bind-arguments.ts';
import { dictEntries, makeDict } from '../python/dict.ts';
import { itemsOf } from '../python/iterate.ts';
import { refused, typeError, valueError } from '../python/py-error.ts';
import { PyRange } from '../python/py-range.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined, Undefined } from '../python/undefined.ts';
import { isDict, isInt, PyFunction, typeName } from '../python/values.ts';
import type { TemplateContext } from './template-context.ts';
import { Cycler, Joiner, Namespace } from './namespace.ts';

type Make = ($: TemplateContext) => unknown;

const callable =
  (
    name: string,
    call: (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>, $: TemplateContext) => unknown,
  ): Make =>
  ($) =>
    new PyFunction(name, (args, kwargs) => call(args, kwargs, $));

const GLOBALS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['range', callable('range', (args) => range(args))],
  ['dict', callable('dict', (args, kwargs) => makeDict([...dictArguments(args), ...Object.entries(kwargs)]))],
  ['namespace', callable('namespace', (args, kwargs) => new Namespace(args, kwargs))],
  ['cycler', callable('cycler', (args) => new Cycler(args))],
  [
    'joiner',
    callable(
      'joiner',
      (args, kwargs) => new Joiner(bindArguments({ name: 'joiner', signature: 'sep?' }, args, kwargs)[0] ?? ', '),
    ),
  ],
  ['lookup', callable('lookup', (args, kwargs, $) => lookup(args, kwargs, $))],
  ['query', callable('query', (args, kwargs, $) => lookup(args, { ...kwargs, wantlist: true }, $))],
  ['q', callable('q', (args, kwargs, $) => lookup(args, { ...kwargs, wantlist: true }, $))],
  ['undef', callable('undef', (args, kwargs, $) => undef(args[0] ?? kwargs['hint'], $))],
  ['omit', () => OMIT],
  ['now', callable('now', () => refuseNow())],
  ['lipsum', callable('lipsum', () => refuseLipsum())],
]);

export const GLOBAL_NAMES: ReadonlySet<string> = new Set(GLOBALS.keys());

/** A global function of all templates; undefined if there is none. */
export const globalNamed = (name: string, $: TemplateContext): unknown => GLOBALS.get(name)?.($);

function range(args: readonly unknown[]): PyRange {
  const numbers = args.map((arg) => {
    refuseUndefined(arg);
    if (!isInt(arg) && typeof arg !== 'boolean')
      throw typeError(`'${typeName(arg)}' object cannot be interpreted as an integer`);
    return Number(arg);
  });
  const [first, second, step = 1] = numbers;
  if (first === undefined || numbers.length > 3) throw typeError('range expects 1 to 3 arguments');
  if (step === 0) throw valueError('range() arg 3 must not be zero');
  return second === undefined ? new PyRange(0, first, 1) : new PyRange(first, second, step);
}

function dictArguments([given]: readonly unknown[]): (readonly [unknown, unknown])[] {
  if (given === undefined) return [];
  refuseUndefined(given);
  return isDict(given)
    ? dictEntries(given)
    : itemsOf(given).map((pair) => itemsOf(pair) as unknown as readonly [unknown, unknown]);
}

function undef(hint: unknown, $: TemplateContext): Undefined {
  const site = $.at;
  const message =
    hint === undefined || hint === null || hint === '' ? 'Mandatory variable has not been overridden' : str(hint);
  return new Undefined(() => {
    throw $.fault(site, message);
  });
}

function refuseNow(): never {
  throw refused('now() would give another text each time', 'Take times from facts: ansible_date_time.');
}

function refuseLipsum(): never {
  throw refused('lipsum() would give another text each time');
}
