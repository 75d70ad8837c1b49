import { moduleNames, shortModuleName } from '../modules/registry.ts';
import { keyText } from '../yaml/mapping.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../yaml/node.ts';

/** A task as it stands in its file. */
export interface WrittenTask {
  readonly node: YamlMapping;
  readonly module: string;
  /** The module's key. */
  readonly action: YamlEntry;
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** What stands at the module and in args. */
  readonly params: ReadonlyMap<string, YamlEntry>;
}

/** Every task of a file of plays or tasks, wherever it stands. */
export function* writtenTasks(node: YamlNode): Generator<WrittenTask> {
  if (node.kind === 'scalar') return;
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      const task = item.kind === 'mapping' ? readTask(item) : undefined;
      if (task) yield task;
      else yield* writtenTasks(item);
    }
    return;
  }
  for (const { value } of node.entries) yield* writtenTasks(value);
}

function readTask(node: YamlMapping): WrittenTask | undefined {
  const action = node.entries.find(({ key }) => moduleNames.includes(shortModuleName(keyText(key))));
  if (!action) return undefined;
  const entries = entriesOf(node);
  const args = entries.get('args')?.value;
  const params = new Map([...entriesOf(action.value), ...(args ? entriesOf(args) : [])]);
  return { node, module: shortModuleName(keyText(action.key)), action, entries, params };
}

const entriesOf = (node: YamlNode): ReadonlyMap<string, YamlEntry> =>
  new Map(node.kind === 'mapping' ? node.entries.map((entry) => [keyText(entry.key), entry]) : []);

/** A parameter's text as it is written; undefined where there is none, or no text. */
export function textOf({ params }: WrittenTask, name: string): string | undefined {
  const value = params.get(name)?.value;
  return value?.kind === 'scalar' ? value.raw : undefined;
}
