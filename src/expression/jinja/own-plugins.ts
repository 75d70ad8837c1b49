import type { Filter } from './filters/define.ts';
import type { FindForeign, ForeignPlugin } from './foreign-plugin.ts';
import { callForeign } from './foreign-plugin.ts';
import type { Kwargs } from './python/bind-arguments.ts';
import type { PluginKind } from './left-out.ts';
import type { Lookup } from './lookups/define.ts';
import { PyError, refused } from './python/py-error.ts';
import { toData } from './runtime/native.ts';
import type { Test } from './tests/define.ts';

/** A function of a project's file. Arguments and result are plain data; named arguments are passed last, as one mapping. */
export type PluginCall = (...args: readonly unknown[]) => unknown;

/** Filters of the project's own files. Set while a playbook is loaded, before their uses are compiled; read by compiled code; kept. */
const filters = new Map<string, Filter>();
const tests = new Map<string, Test>();
/** Finds plugins in another language. Set while a playbook is loaded, as above. */
let findForeign: FindForeign = () => undefined;

export const ownFilter = (name: string): Filter | undefined => filters.get(name);
export const ownTest = (name: string): Test | undefined => tests.get(name);
export const ownNames = (kind: 'filter' | 'test'): string[] => [...(kind === 'filter' ? filters : tests).keys()];

export const setForeignFinder = (find: FindForeign): void => void (findForeign = find);

/** The project's filter or test in another language; undefined if there is none, or its file cannot be loaded. */
export function foreignPlugin(kind: 'filter' | 'test', name: string): Filter | undefined {
  const found = findForeign(kind, name);
  return found && 'call' in found ? asPlugin(name, found) : undefined;
}

/** The hint for a name that is defined by a file in another language that cannot be loaded. */
export function foreignHint(kind: PluginKind, name: string): string | undefined {
  const found = findForeign(kind, name);
  if (!found || 'call' in found) return undefined;
  const remedy =
    kind === 'lookup'
      ? 'Install what it needs.'
      : 'Install what it needs, or write it in JavaScript, in a file beside that one.';
  return `${found.file} defines it in Python, which cannot be loaded here: ${found.problem}. ${remedy}`;
}

/** The project's lookup in another language; undefined if there is none, or its file cannot be loaded. */
export function foreignLookup(name: string): Lookup | undefined {
  const found = findForeign('lookup', name);
  if (!found || !('call' in found)) return undefined;
  const run: Lookup['run'] = (terms, options, $) => {
    // like any program, it is not run for an expression that must not run one
    if (!$.world.host.runCommand) throw refused('No program can be run from an expression here');
    $.world.host.beforeSlow?.();
    const { scope } = $.world;
    const given = GIVEN.filter((each) => scope.has(each)).map((each) => [each, $.resolve(each, $.at)]);
    const list = callForeign(`${found.file}: ${name}`, found, [terms, Object.fromEntries(given)], options);
    return Array.isArray(list) ? (list as unknown[]) : [list];
  };
  return { names: [name], run };
}

/** The variables that a lookup in another language receives. */
const GIVEN = ['role_path', 'playbook_dir', 'inventory_hostname'];

const asPlugin = (name: string, plugin: ForeignPlugin): Filter => ({
  names: [name],
  signature: '*args **named',
  call: (value, [args, named], { world }) => {
    // a process of its own
    world.host.beforeSlow?.();
    return callForeign(`${plugin.file}: ${name}`, plugin, [value, ...(args as readonly unknown[])], named as Kwargs);
  },
});

export function addOwnPlugin(kind: 'filter' | 'test', name: string, file: string, call: PluginCall): void {
  const plugin = { names: [name], signature: '*args **named', call: guarded(`${file}: ${name}`, call) };
  (kind === 'filter' ? filters : tests).set(name, plugin);
}

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
