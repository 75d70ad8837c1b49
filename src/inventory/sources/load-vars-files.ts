import { join, relative } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { toUnreadable } from '../../controller/file-error.ts';
import { readText } from '../../controller/read-file.ts';
import { didYouMean, nearest } from '../../diagnostic/suggest.ts';
import { expectKind } from '../../yaml/read-value.ts';
import { loadYaml } from '../../yaml/load-yaml.ts';
import { keyText } from '../../yaml/mapping.ts';
import { findVarsFiles, listVarsDirectory } from './find-vars-files.ts';
import type { VarsDirectory } from './find-vars-files.ts';
import type { VarsFiles } from '../finish-inventory.ts';
import type { VariableDefinition, VariableLayer } from '../types.ts';
import { defineNamed } from './source-context.ts';
import type { SourceContext } from './source-context.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

export interface VarsPlaces {
  /** Directories of the inventory sources, in the order of the sources. */
  readonly inventoryDirs: readonly string[];
  readonly playbookDirs: readonly string[];
}

type Layers = ReadonlyMap<string, readonly VariableLayer[]>;

/** Reads group_vars/ and host_vars/ next to the inventory and the playbook, for all groups and hosts of the draft. */
export function loadVarsFiles(places: VarsPlaces, context: SourceContext): VarsFiles {
  const { groups, hosts } = context.draft;
  const search = (dirs: readonly string[], kind: string, prefix: string) => (names: readonly string[]) => ({
    directories: dirs.map((dir) => join(dir, kind)),
    names,
    prefix,
  });
  const find = (known: readonly string[], searchFor: (names: readonly string[]) => Search) =>
    layersOf(known, searchFor, context);
  const besideInventory = find([...groups.keys()], search(places.inventoryDirs, 'group_vars', ''));
  const besidePlaybook = find([...groups.keys()], search(places.playbookDirs, 'group_vars', 'playbook '));
  const hostBesideInventory = find([...hosts.keys()], search(places.inventoryDirs, 'host_vars', ''));
  const hostBesidePlaybook = find([...hosts.keys()], search(places.playbookDirs, 'host_vars', 'playbook '));
  return {
    groupLayers: (name) => ({ besideInventory: besideInventory(name), besidePlaybook: besidePlaybook(name) }),
    hostLayers: (name) => [...hostBesideInventory(name), ...hostBesidePlaybook(name)],
  };
}

/** The layers of each name: for names of the inventory they are read now, for names that a run adds when they are needed. */
function layersOf(
  names: readonly string[],
  search: (names: readonly string[]) => Search,
  context: SourceContext,
): (name: string) => readonly VariableLayer[] {
  const known = new Set(names);
  const layers = new Map(loadLayers(search(names), context));
  return (name) => {
    const found = layers.get(name) ?? (known.has(name) ? [] : loadLate(search([name]), name, context));
    layers.set(name, [...found]);
    return found;
  };
}

/** Throws `InvalidInput` if a file is invalid. */
function loadLate(search: Search, name: string, context: SourceContext): readonly VariableLayer[] {
  const diagnostics = new DiagnosticList();
  const found = loadLayers(search, { ...context, diagnostics }).get(name) ?? [];
  diagnostics.throwIfErrors();
  return found;
}

interface Search {
  readonly directories: readonly string[];
  readonly names: readonly string[];
  /** Prefix of the label of each layer. */
  readonly prefix: string;
}

function loadLayers({ directories, names, prefix }: Search, context: SourceContext): Layers {
  const layers = new Map<string, VariableLayer[]>();
  for (const path of directories) {
    const directory = listReported(path, context);
    if (!directory) continue;
    warnOfMisspelt(directory, names, context);
    for (const name of names) {
      const found = findVarsFiles(directory, name);
      found?.shadowed.forEach((file) => warnOfShadowed(file, found.files, context));
      for (const file of found?.files ?? []) {
        const label = prefix + relative(join(path, '..'), file).replace(/\.(yml|yaml|json)$/, '');
        const variables = loadVariables(file, context);
        layers.set(name, [...(layers.get(name) ?? []), { label, variables }]);
      }
    }
  }
  return layers;
}

/** The result of `read`; undefined, and reported, if the file or directory can't be read. */
function reported<T>(path: string, { diagnostics }: SourceContext, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const unreadable = toUnreadable(path, error);
    diagnostics.error({
      code: 'file-unreadable',
      summary: unreadable.message,
      suggestion: remedyOf(unreadable),
      range: placeOf(path),
    });
    return undefined;
  }
}

const readReported = (path: string, context: SourceContext): string | undefined =>
  reported(path, context, () => readText(path));

const listReported = (path: string, context: SourceContext): VarsDirectory | undefined =>
  reported(path, context, () => listVarsDirectory(path));

/** The variables of a YAML file with a mapping, or of an empty file. */
function loadVariables(path: string, context: SourceContext): ReadonlyMap<string, VariableDefinition> {
  const text = readReported(path, context);
  const root = text === undefined ? undefined : loadYaml({ path, text }, context.vault, context.diagnostics);
  if (!root || (root.kind === 'scalar' && root.value === null)) return new Map();
  const mapping = expectKind(root, 'mapping', 'a file of variables', context.diagnostics);
  return new Map(
    mapping?.entries.map(
      ({ key, value }) => [keyText(key), defineNamed(keyText(key), value, key.range, context)] as const,
    ),
  );
}

function warnOfShadowed(path: string, files: readonly string[], { diagnostics }: SourceContext): void {
  diagnostics.warning({
    code: 'vars-file-ignored',
    summary: `${path} is not read, because ${files[0] ?? 'a directory of the same name'} is there`,
    suggestion: 'Move its variables there, or put both files into a directory of the name.',
    range: placeOf(path),
  });
}

/** Warns about a file whose name resembles that of a group or host. */
function warnOfMisspelt(
  { path, entries }: VarsDirectory,
  names: readonly string[],
  { diagnostics }: SourceContext,
): void {
  const known = new Set(names);
  for (const entry of entries) {
    const name = entry.replace(/\.(yml|yaml|json)$/, '');
    if (entry.startsWith('.') || entry.endsWith('~') || known.has(name) || nearest(name, names) === undefined) continue;
    diagnostics.warning({
      code: 'vars-file-ignored',
      summary: `${join(path, entry)} is not read: this inventory has no ${name}`,
      suggestion: didYouMean(name, names),
      range: placeOf(join(path, entry)),
    });
  }
}
