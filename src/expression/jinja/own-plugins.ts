import type { Filter } from './filters/define.ts';
import type { Kwargs } from './python/bind-arguments.ts';
import { PyError } from './python/py-error.ts';
import { toData } from './runtime/native.ts';
import type { Test } from './tests/define.ts';

/** A function of a project's file. Arguments and result are plain data; named arguments are passed last, as one mapping. */
export type PluginCall = (...args: readonly unknown[]) => unknown;

/** Filters of the project's own files. Set while a playbook is loaded, before their uses are compiled; read by compiled code; kept. */
const filters = new Map<string, Filter>();
const tests = new Map<string, Test>();
/** Names that are defined only by files in another language, with the file. */
const foreign = new Map<string, string>();

export const ownFilter = (name: string): Filter | undefined => filters.get(name);
export const ownTest = (name: string): Test | undefined => tests.get(name);
export const ownNames = (kind: 'filter' | 'test'): string[] => [...(kind === 'filter' ? filters : tests).keys()];

/** The hint for a name that is defined by a file in another language. */
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
