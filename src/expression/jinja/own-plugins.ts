import type { Filter } from './filters/define.ts';
import type { Kwargs } from './python/bind-arguments.ts';
import { PyError } from './python/py-error.ts';
import { toData } from './runtime/native.ts';
import type { Test } from './tests/define.ts';

/** A function of a project's file. It gets and gives plain data; arguments by name come last, as one mapping. */
export type PluginCall = (...args: readonly unknown[]) => unknown;

/** What a project's own files define. Set while a playbook is loaded, before what uses it is compiled; read by compiled code; never cleared. */
const filters = new Map<string, Filter>();
const tests = new Map<string, Test>();
/** Names that only files of another language define, and the file. */
const foreign = new Map<string, string>();

export const ownFilter = (name: string): Filter | undefined => filters.get(name);
export const ownTest = (name: string): Test | undefined => tests.get(name);
export const ownNames = (kind: 'filter' | 'test'): string[] => [...(kind === 'filter' ? filters : tests).keys()];

/** What to say of a name that a file of another language defines. */
export function foreignHint(name: string): string | undefined {
  const file = foreign.get(name);
  return (
    file && `${file} defines it in Python, which is not run here: write it in JavaScript, in a file beside that one.`
  );
}

export function addOwnPlugin(kind: 'filter' | 'test', name: string, file: string, call: PluginCall): void {
  const plugin = { names: [name], signature: '*args **named', call: guarded(`${file}: ${name}`, call) };
  (kind === 'filter' ? filters : tests).set(name, plugin);
}

export const noteForeignPlugin = (name: string, file: string): void => void foreign.set(name, file);

const guarded =
  (where: string, call: PluginCall): Filter['call'] =>
  (value, [args, named]) => {
    const given = [value, ...(args as readonly unknown[])].map(toData);
    const byName = toData(named) as Kwargs;
    try {
      return call(...given, ...(Object.keys(byName).length > 0 ? [byName] : []));
    } catch (error) {
      throw new PyError('ValueError', `${where}: ${(error as Partial<Error>).message ?? String(error)}`);
    }
  };
