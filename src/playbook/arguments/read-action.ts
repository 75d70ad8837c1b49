import type { SourceRange } from '../../diagnostic/source-range.ts';
import { readString } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from '../../yaml/node.ts';
import { findAction } from '../task/find-action.ts';
import { splitAction } from './split-free-form.ts';
import { diagnosticsOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';

/** A task's module and its parameters. */
export interface Action {
  readonly name: string;
  /** Location of the module's name. */
  readonly range: SourceRange;
  readonly value: YamlNode;
  /** Set if the module runs on the controller. */
  readonly local?: SourceRange | undefined;
}

/** Reads `apt: ...`, `action: apt ...`, or `local_action: {module: apt, ...}`. */
export function readAction(
  node: YamlMapping,
  entries: ReadonlyMap<string, YamlEntry>,
  known: readonly string[],
  context: TaskContext,
): Action | undefined {
  const entry = findAction(entries, known, { range: node.range, session: context.session });
  if (entry) return { name: keyText(entry.key), range: entry.key.range, value: entry.value };
  const indirect = entries.get('action') ?? entries.get('local_action');
  const local = entries.get('local_action')?.key.range;
  const action = indirect && readIndirect(indirect.value, context);
  return action && { ...action, local };
}

function readIndirect(node: YamlNode, context: TaskContext): Action | undefined {
  if (node.kind !== 'mapping') {
    if (readString(node, 'action', diagnosticsOf(context)) === undefined) return undefined;
    const { name, rest } = splitAction(node as YamlScalar);
    return { name: name.raw, range: name.range, value: rest };
  }
  const module = node.entries.find(({ key }) => keyText(key) === 'module');
  const name = module && readString(module.value, 'module', diagnosticsOf(context));
  if (!module || name === undefined) {
    if (!module)
      diagnosticsOf(context).error({
        code: 'no-module',
        summary: 'This task names no module',
        suggestion: 'Add its name: `module: command`, or write `command: uptime` with `delegate_to: localhost`.',
        range: node.range,
      });
    return undefined;
  }
  return {
    name,
    range: module.value.range,
    value: { ...node, entries: node.entries.filter((entry) => entry !== module) },
  };
}
