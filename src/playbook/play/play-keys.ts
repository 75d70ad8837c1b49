import { moduleNames, shortModuleName } from '../../modules/registry.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlMapping } from '../../yaml/node.ts';
import { adviseKeyword, KEYWORDS } from '../task/keyword-names.ts';

export const PLAY_KEYS = [
  ...KEYWORDS.filter((key) => key !== 'delegate_to' && key !== 'delegate_facts'),
  'fact_path',
  'force_handlers',
  'gather_facts',
  'gather_subset',
  'gather_timeout',
  'handlers',
  'hosts',
  'max_fail_percentage',
  'name',
  'order',
  'post_tasks',
  'pre_tasks',
  'roles',
  'serial',
  'strategy',
  'syntax',
  'tasks',
  'vars_files',
  'vars_prompt',
] as const;

export const IMPORT_KEYS = [
  'import_playbook',
  'name',
  'tags',
  'vars',
  'when',
  'collections',
  'become',
  'environment',
] as const;

/** The older name `user` of `remote_user`; a mapping is a task that is not indented. */
export const withPresentNames = (node: YamlMapping): YamlMapping => ({
  ...node,
  entries: node.entries.map((entry) =>
    keyText(entry.key) === 'user' && entry.value.kind === 'scalar' && !hasKey(node, 'remote_user')
      ? { ...entry, key: { ...entry.key, value: 'remote_user', raw: 'remote_user' } }
      : entry,
  ),
});

const hasKey = (node: YamlMapping, name: string): boolean => node.entries.some(({ key }) => keyText(key) === name);

const ADVICE: ReadonlyMap<string, string> = new Map([['include', 'Write `import_playbook`.']]);

export const advisePlayKey = (key: string): string | undefined =>
  ADVICE.get(key) ??
  adviseKeyword(key) ??
  (isModule(key) ? `This is a task: write \`- ${key}:\` under \`tasks:\` of a play.` : undefined);

const isModule = (key: string): boolean => moduleNames.includes(shortModuleName(key));
