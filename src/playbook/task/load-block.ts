import { readMapping } from '../../yaml/read-mapping.ts';
import type { Block, TaskItem } from '../types.ts';
import type { YamlMapping } from '../../yaml/node.ts';
import { adviseKeyword, BLOCK_KEYS } from './keyword-names.ts';
import { mergeKeywords, readText } from './read-keywords.ts';
import { diagnosticsOf, keywordsSource } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

const SHAPE = {
  what: 'a block',
  known: BLOCK_KEYS,
  required: ['block'],
  examples: { block: 'block: [ping: ]' },
  advice: adviseKeyword,
};

/** A block whose keywords are merged into its tasks. Without rescue and always, it is replaced by its tasks. */
export async function loadBlock(node: YamlMapping, context: TaskContext): Promise<readonly TaskItem[]> {
  const entries = readMapping(node, SHAPE, diagnosticsOf(context));
  if (!entries) return [];
  const source = keywordsSource(context, 'block');
  const inner = { ...context, keywords: mergeKeywords(context.keywords, entries, source) };
  const name = entries.get('name');
  const load = (key: string, within = inner): Promise<TaskItem[]> =>
    context.session.loadItems(entries.get(key)?.value, within);
  const block: Block = {
    kind: 'block',
    name: name && readText(name.value, 'name', source),
    block: await load('block'),
    // it runs only after a failure, which may not occur again
    rescue: await load('rescue', { ...inner, mayBeSkipped: true, endless: [] }),
    always: await load('always'),
    role: context.role,
    range: node.range,
  };
  return block.rescue.length + block.always.length === 0 ? block.block : [block];
}
