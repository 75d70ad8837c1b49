import { moduleNames, shortModuleName } from '../../modules/registry.ts';
import { adviseKeyword, KEYWORDS } from '../task/keyword-names.ts';

export const PLAY_KEYS = [
  ...KEYWORDS.filter((key) => key !== 'delegate_to' && key !== 'delegate_facts'),
  'gather_facts',
  'handlers',
  'hosts',
  'max_fail_percentage',
  'name',
  'post_tasks',
  'pre_tasks',
  'roles',
  'serial',
  'syntax',
  'tasks',
  'vars_files',
] as const;

export const IMPORT_KEYS = ['import_playbook', 'name', 'tags', 'vars', 'when'] as const;

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['strategy', 'Remove it: hosts never wait for each other unless a role requires it.'],
  ['order', 'Remove it: hosts run at the same time.'],
  ['force_handlers', 'Remove it: a handler that is due is never lost.'],
  ['gather_subset', 'Remove it: all facts come in one round trip.'],
  ['gather_timeout', 'Remove it: all facts come in one round trip.'],
  ['vars_prompt', 'Give the value with -e, or in a vault.'],
  ['fact_path', 'Remove it.'],
  ['include', 'Write import_playbook.'],
]);

export const advisePlayKey = (key: string): string | undefined =>
  ADVICE.get(key) ??
  adviseKeyword(key) ??
  (isModule(key) ? 'This is a task: write it under tasks: of a play.' : undefined);

const isModule = (key: string): boolean => moduleNames.includes(shortModuleName(key));
