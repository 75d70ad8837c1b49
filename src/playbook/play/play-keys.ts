import { moduleNames, shortModuleName } from '../../modules/registry.ts';
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

const ADVICE: ReadonlyMap<string, string> = new Map([['include', 'Write `import_playbook`.']]);

export const advisePlayKey = (key: string): string | undefined =>
  ADVICE.get(key) ??
  adviseKeyword(key) ??
  (isModule(key) ? `This is a task: write \`- ${key}:\` under \`tasks:\` of a play.` : undefined);

const isModule = (key: string): boolean => moduleNames.includes(shortModuleName(key));
