import { equals, order, truth } from './compare.ts';
import { itemsOf } from './iterate.ts';
import type { Method } from './method.ts';
import { method } from './method.ts';
import { PyError, valueError } from './py-error.ts';
import type { Tuple } from './values.ts';

type List = unknown[];

const count = (self: readonly unknown[], item: unknown): number => self.filter((other) => equals(other, item)).length;

function index(self: readonly unknown[], item: unknown, start: unknown = 0, stop: unknown = self.length): number {
  const [from, to] = [start, stop].map((at) => (Number(at) < 0 ? Math.max(0, Number(at) + self.length) : Number(at)));
  const found = self.findIndex((other, i) => i >= (from ?? 0) && i < (to ?? 0) && equals(other, item));
  if (found < 0) throw valueError('index(): the item is not in the list');
  return found;
}

function pop(self: List, at: unknown = -1): unknown {
  const i = Number(at) < 0 ? Number(at) + self.length : Number(at);
  if (i < 0 || i >= self.length) throw new PyError('IndexError', 'pop(): index out of range');
  return self.splice(i, 1)[0];
}

function insert(self: List, at: unknown, item: unknown): null {
  self.splice(Number(at), 0, item);
  return null;
}

function remove(self: List, item: unknown): null {
  self.splice(index(self, item), 1);
  return null;
}

function sort(self: List, _key: unknown, reverse: unknown = false): null {
  if (_key !== undefined && _key !== null) throw valueError('sort(): a key function cannot be given here');
  self.sort((a, b) => order(a, b));
  if (truth(reverse)) self.reverse();
  return null;
}

/** The methods of list. */
export const LIST_METHODS: ReadonlyMap<string, Method> = new Map([
  method<List>('append', 'item', (self, item) => (self.push(item), null)),
  method<List>('extend', 'items', (self, items) => (self.push(...itemsOf(items)), null)),
  method<List>('insert', 'index item', insert),
  method<List>('remove', 'item', remove),
  method<List>('pop', 'index?', pop),
  method<List>('index', 'item start? stop?', index),
  method<List>('count', 'item', count),
  method<List>('copy', '', (self) => [...self]),
  method<List>('clear', '', (self) => (self.splice(0), null)),
  method<List>('reverse', '', (self) => (self.reverse(), null)),
  method<List>('sort', 'key? reverse?', sort),
  method<List>('__len__', '', (self) => self.length),
  method<List>('__contains__', 'item', (self, item) => self.some((other) => equals(other, item))),
]);

/** The methods of tuple. */
export const TUPLE_METHODS: ReadonlyMap<string, Method> = new Map([
  method<Tuple>('index', 'item start? stop?', index),
  method<Tuple>('count', 'item', count),
]);
