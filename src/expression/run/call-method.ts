import { findUnknown } from '../contains-unknown.ts';
import { Fault, UnknownRead } from './fault.ts';
import { describeKind, kindOf } from './kind-of.ts';
import { INSTEAD, METHODS } from './methods.ts';
import { toText } from './to-text.ts';

/** Calls a method of the receiver. Methods that examine items return Unknown if an item is unknown. */
export function callMethod(receiver: unknown, name: string, args: readonly unknown[], site: number): unknown {
  const kind = kindOf(receiver);
  if (!methodsOf(kind).has(name)) throw noMethod(receiver, name, site);
  if (LOOKS_INTO_ITEMS.has(name)) refuseUnknown(receiver, args);
  if (LENGTHENS.has(name)) refuseHuge(receiver as string, name, args, site);
  if (name === 'join') return joinTexts(receiver as unknown[], args, site);
  if (name === 'toSorted' && args.length === 0) return sorted(receiver as unknown[], site);
  const method = (receiver as Record<string, (...args: readonly unknown[]) => unknown>)[name];
  return method?.apply(receiver, [...args]);
}

const LENGTHENS: ReadonlySet<string> = new Set(['repeat', 'padStart', 'padEnd']);
const MOST_CHARACTERS = 16 * 1024 * 1024;

function refuseHuge(receiver: string, name: string, [length]: readonly unknown[], site: number): void {
  const characters = name === 'repeat' ? receiver.length * Number(length) : Number(length);
  if (characters > MOST_CHARACTERS)
    throw new Fault('expression-failed', site, `${name}() makes a text of at most ${MOST_CHARACTERS} characters`);
}

const NONE: ReadonlySet<string> = new Set();

function methodsOf(kind: string): ReadonlySet<string> {
  return Object.hasOwn(METHODS, kind) ? METHODS[kind as keyof typeof METHODS] : NONE;
}

function noMethod(receiver: unknown, name: string, site: number): Fault {
  const instead = INSTEAD.get(name)?.replaceAll('_', 'value');
  const suggestion = instead === undefined ? undefined : `Write ${instead}.`;
  return new Fault('expression-failed', site, `${describeKind(receiver)} has no method ${name}()`, suggestion);
}

const LOOKS_INTO_ITEMS: ReadonlySet<string> = new Set(['join', 'includes', 'indexOf', 'lastIndexOf', 'toSorted']);

function refuseUnknown(receiver: unknown, args: readonly unknown[]): void {
  const unknown = findUnknown(receiver) ?? findUnknown(args);
  if (unknown) throw new UnknownRead(unknown);
}

function joinTexts(list: readonly unknown[], [separator]: readonly unknown[], site: number): string {
  return list.map((item) => toText(item, site)).join(separator === undefined ? ',' : toText(separator, site));
}

/** Numbers are sorted as numbers: JavaScript's order of their texts is a trap. */
function sorted(list: readonly unknown[], site: number): unknown[] {
  if (list.every((item) => typeof item === 'number')) return list.toSorted((a, b) => a - b);
  if (list.every((item) => typeof item === 'string')) return list.toSorted();
  throw new Fault('expression-failed', site, 'Only texts or numbers have an order', 'Write sort_by(list, key).');
}
