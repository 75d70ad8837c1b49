import type { Templated } from '../../expression/compiled.ts';
import type { LoopControl } from '../types.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { readBoolean, readString, reportType } from '../../yaml/read-value.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { readWithLoop } from './read-with-loop.ts';
import { checkGivenName, diagnosticsOf, readerOf } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

export interface Loop {
  readonly loop?: Templated | undefined;
  readonly loopControl: LoopControl;
}

/**
 * Reads `loop` or `with_...`, and `loop_control`; warns about a loop variable that hides that of an enclosing include. `action`: the
 * module, whose name determines where files are searched.
 */
export function readLoop(entries: ReadonlyMap<string, YamlEntry>, action: string, context: TaskContext): Loop {
  const lookup = readWithLoop(entries, action, context);
  const plain = entries.get('loop');
  const loop = plain ? readItems(plain.value, context) : lookup?.loop;
  const entry = plain ?? lookup?.entry;
  const control = entries.get('loop_control');
  const loopControl = (control && readControl(control.value, context)) ?? { loopVar: 'item' };
  if (entry && context.loopVars.includes(loopControl.loopVar)) {
    diagnosticsOf(context).warning({
      code: 'loop-variable',
      summary: `The loop around this one has the variable ${loopControl.loopVar} too, which cannot be read in here`,
      suggestion: `Give one of them another name: \`loop_control: { loop_var: inner_${loopControl.loopVar} }\`.`,
      range: entry.key.range,
    });
  }
  return { loop, loopControl };
}

/** The variables of a loop's items. */
export const loopNames = ({ loopVar, indexVar, extended }: LoopControl): readonly string[] => [
  loopVar,
  'ansible_loop_var',
  ...(indexVar === undefined ? [] : [indexVar, 'ansible_index_var']),
  ...(extended ? ['ansible_loop'] : []),
];

function readItems(node: YamlNode, context: TaskContext): Templated | undefined {
  const value = readerOf(context).readValue(node, diagnosticsOf(context));
  if (node.kind === 'sequence' || value.kind === 'template') return value;
  if (node.kind === 'scalar' && typeof node.value === 'string' && /^[A-Za-z_][\w.]*$/.test(node.value)) {
    diagnosticsOf(context).error({
      code: 'wrong-type',
      summary: 'loop must be a list, and this is text',
      suggestion: `Write \`loop: <%= ${node.value} %>\`.`,
      range: node.range,
    });
  } else if (node.kind === 'mapping') {
    diagnosticsOf(context).error({
      code: 'wrong-type',
      summary: 'loop must be a list, not a mapping',
      suggestion: 'Write `with_dict:` in place of `loop:`; each item then has `item.key` and `item.value`.',
      range: node.range,
    });
  } else reportType(node, 'list', 'loop', diagnosticsOf(context));
  return undefined;
}

const CONTROL = {
  what: 'loop_control',
  known: ['loop_var', 'index_var', 'label', 'pause', 'extended', 'extended_allitems'],
  advice: (key: string): string | undefined =>
    key === 'break_when'
      ? 'A loop goes on to its last item: let `when` skip items, or repeat a task with `until` and `retries`.'
      : undefined,
};

function readControl(node: YamlNode, context: TaskContext): LoopControl | undefined {
  const diagnostics = diagnosticsOf(context);
  const entries = readMapping(node, CONTROL, diagnostics);
  if (!entries) return undefined;
  const name = (key: string): string | undefined => {
    const value = entries.get(key)?.value;
    const text = value && readString(value, key, diagnostics);
    return value && text !== undefined && checkGivenName(text, value, context) ? text : undefined;
  };
  const flag = (key: string): boolean | undefined => {
    const value = entries.get(key)?.value;
    return value && readBoolean(value, key, diagnostics);
  };
  const label = entries.get('label')?.value;
  const place = flag('extended_allitems') === false ? 'place' : 'items';
  return {
    loopVar: name('loop_var') ?? 'item',
    indexVar: name('index_var'),
    label: label && readerOf(context).readValue(label, diagnostics),
    pauseSeconds: readPause(entries.get('pause')?.value, context),
    extended: flag('extended') ? place : undefined,
  };
}

function readPause(node: YamlNode | undefined, context: TaskContext): number | undefined {
  if (!node) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'number' && node.value >= 0) return node.value;
  reportType(node, { text: 'a number of seconds', kind: 'count' }, 'pause', diagnosticsOf(context));
  return undefined;
}
