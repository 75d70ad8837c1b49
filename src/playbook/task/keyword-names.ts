/** Keywords that plays, role entries, blocks, imports and tasks have in common. */
export const KEYWORDS = [
  'any_errors_fatal',
  'backup',
  'become',
  'become_method',
  'become_user',
  'become_exe',
  'become_flags',
  'check_mode',
  'collections',
  'connection',
  'debugger',
  'delegate_facts',
  'delegate_to',
  'diff',
  'environment',
  'ignore_errors',
  'ignore_unreachable',
  'module_defaults',
  'no_log',
  'port',
  'remote_user',
  'run_once',
  'tags',
  'throttle',
  'timeout',
  'vars',
  'when',
] as const;

export const BLOCK_KEYS = [...KEYWORDS, 'name', 'notify', 'block', 'rescue', 'always'] as const;

export const INCLUDE_KEYS = [...KEYWORDS, 'name', 'args', 'loop', 'loop_control', 'register'] as const;

export const TASK_KEYS = [
  ...KEYWORDS,
  'action',
  'args',
  'async',
  'changed_when',
  'delay',
  'failed_when',
  'local_action',
  'loop',
  'loop_control',
  'name',
  'notify',
  'poll',
  'register',
  'retries',
  'until',
] as const;

export const HANDLER_KEYS = [...TASK_KEYS, 'listen'] as const;

/** `with_items` and similar keys: a loop over the result of the lookup with that name. */
export const isLookupKey = (key: string): boolean => key.startsWith('with_');

/** Returns `items` for `with_items`. */
export const lookupOfKey = (key: string): string => key.slice('with_'.length);

/** The replacement for a keyword of Ansible that is written differently here. */
export const adviseKeyword = (key: string): string | undefined =>
  isLookupKey(key) ? 'Write it at the tasks: only they have loops.' : ADVICE.get(key);

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['loop_with', 'Write `loop:` and the list.'],
  ['sudo', 'Write `become: true`.'],
  ['sudo_user', 'Write `become: true` and `become_user`.'],
  ...['hosts', 'roles', 'tasks', 'pre_tasks', 'post_tasks', 'handlers', 'gather_facts', 'vars_files', 'serial'].map(
    (key) => [key, `\`${key}:\` belongs to a play; a list of tasks holds tasks, such as \`- ping:\`.`] as const,
  ),
]);
