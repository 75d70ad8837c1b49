import type { Dict } from './dict.ts';
import { dictDelete, dictEntries, dictGet, dictHas, dictKeys, dictSet, dictValues, makeDict } from './dict.ts';
import { itemsOf } from './iterate.ts';
import type { Method } from './method.ts';
import { method } from './method.ts';
import { PyError } from './py-error.ts';
import { DictView, isDict, Tuple } from './values.ts';

function viewOf(view: DictView['view'], items: readonly unknown[]): DictView {
  const made = new DictView();
  made.push(...items);
  made.view = view;
  return made;
}

const asEntries = (value: unknown): (readonly [unknown, unknown])[] =>
  isDict(value) ? dictEntries(value) : itemsOf(value).map((pair) => itemsOf(pair) as [unknown, unknown]);

function pop(self: Dict, key: unknown, fallback: unknown): unknown {
  if (dictHas(self, key)) {
    const value = dictGet(self, key);
    dictDelete(self, key);
    return value;
  }
  if (fallback === undefined) throw new PyError('KeyError', 'pop(): the dict has no such key');
  return fallback;
}

function popItem(self: Dict): unknown {
  const last = dictEntries(self).at(-1);
  if (!last) throw new PyError('KeyError', 'popitem(): dictionary is empty');
  dictDelete(self, last[0]);
  return Tuple.make(...last);
}

function update(self: Dict, other: unknown, options: unknown): null {
  for (const [key, value] of other === undefined ? [] : asEntries(other)) dictSet(self, key, value);
  for (const [key, value] of asEntries(options)) dictSet(self, key, value);
  return null;
}

function setDefault(self: Dict, key: unknown, fallback: unknown): unknown {
  if (!dictHas(self, key)) dictSet(self, key, fallback ?? null);
  return dictGet(self, key);
}

/** The methods of dict. */
export const DICT_METHODS: ReadonlyMap<string, Method> = new Map([
  method<Dict>('get', 'key default?', (self, key, fallback) =>
    dictHas(self, key) ? dictGet(self, key) : (fallback ?? null),
  ),
  method<Dict>('keys', '', (self) => viewOf('dict_keys', dictKeys(self))),
  method<Dict>('values', '', (self) => viewOf('dict_values', dictValues(self))),
  method<Dict>('items', '', (self) =>
    viewOf(
      'dict_items',
      dictEntries(self).map((entry) => Tuple.make(...entry)),
    ),
  ),
  method<Dict>('copy', '', (self) => makeDict(dictEntries(self))),
  method<Dict>('pop', 'key default?', pop),
  method<Dict>('popitem', '', popItem),
  method<Dict>('update', 'other? **options', update),
  method<Dict>('setdefault', 'key default?', setDefault),
  method<Dict>('__setitem__', 'key value', (self, key, value) => (dictSet(self, key, value), null)),
  method<Dict>('__getitem__', 'key', (self, key) => {
    if (!dictHas(self, key)) throw new PyError('KeyError', '__getitem__(): the dict has no such key');
    return dictGet(self, key);
  }),
  method<Dict>('__contains__', 'key', dictHas),
  method<Dict>('__len__', '', (self) => dictKeys(self).length),
  method<Dict>('clear', '', (self) => {
    for (const key of dictKeys(self)) dictDelete(self, key);
    return null;
  }),
]);

/** The names of all methods that change their dict or list. */
export const CHANGING_METHODS: ReadonlySet<string> = new Set(
  'pop popitem update setdefault __setitem__ clear append extend insert remove sort reverse'.split(' '),
);
