import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { isReadOnlyCommand, replacingModule } from './command-words.ts';
import type { WrittenTask } from './written-tasks.ts';
import { textOf } from './written-tasks.ts';

export type Finding = Omit<Diagnostic, 'severity'>;

/** What a rule says of a task. */
export type TaskRule = (task: WrittenTask) => Finding | undefined;

const COMMANDS = ['command', 'shell'];

/** These steer the run, and say in their parameters what they do. */
const SELF_EVIDENT = ['meta', 'debug', 'assert', 'fail', 'pause', 'set_fact', 'ping', 'setup', 'include_vars'];

const taskName: TaskRule = ({ entries, module, action }) =>
  entries.has('name') || SELF_EVIDENT.includes(module)
    ? undefined
    : {
        code: 'task-name',
        summary: `This task of ${module} has no name`,
        suggestion: 'Write name: and what it does, such as Install nginx.',
        range: action.key.range,
      };

/** By module, the parameter by which it is known whether a file is made. */
const MAKES_FILE = ['copy', 'template', 'get_url', 'assemble'];

const fileMode: TaskRule = (task) => {
  const isMade =
    MAKES_FILE.includes(task.module) ||
    (task.module === 'file' && ['directory', 'touch'].includes(textOf(task, 'state') ?? ''));
  if (!isMade || task.params.has('mode') || task.action.value.kind !== 'mapping') return undefined;
  return {
    code: 'file-mode',
    summary: `${task.module} makes a file without saying its mode`,
    suggestion: `Write mode: ${task.module === 'file' && textOf(task, 'state') === 'directory' ? '"0755"' : '"0644"'}, or what suits it.`,
    range: task.action.key.range,
  };
};

const unquotedMode: TaskRule = ({ params }) => {
  const value = params.get('mode')?.value;
  if (value?.kind !== 'scalar' || value.style !== 'plain' || !/^0[0-7]{3,4}$/.test(value.raw)) return undefined;
  return {
    code: 'unquoted-mode',
    summary: `mode: ${value.raw} has no quotes`,
    suggestion: `Write mode: "${value.raw}".`,
    range: value.range,
    fix: { range: value.range, text: `"${value.raw}"` },
  };
};

const commandModule: TaskRule = (task) => {
  const text = commandOf(task);
  const module = text === undefined ? undefined : replacingModule(text);
  return module === undefined
    ? undefined
    : {
        code: 'command-module',
        summary: `The module ${module} does this`,
        suggestion: `See provision docs ${module}.`,
        range: task.action.value.range,
      };
};

const GUARDS = ['creates', 'removes', 'unless', 'only_if'];

const commandRepeats: TaskRule = (task) => {
  const text = commandOf(task);
  const isGuarded =
    task.entries.has('changed_when') || GUARDS.some((guard) => task.params.has(guard) || text?.includes(`${guard}=`));
  if (text === undefined || isGuarded) return undefined;
  const suggestion = isReadOnlyCommand(text)
    ? 'Write changed_when: false.'
    : 'Write creates: and what it makes, or changed_when: and when it has changed something.';
  return {
    code: 'command-repeats',
    summary: 'This command counts as changed in every run',
    suggestion,
    range: task.action.key.range,
  };
};

const needlessShell: TaskRule = (task) => {
  const text = task.module === 'shell' ? commandOf(task) : undefined;
  // whatever is not plain words may mean something to a shell
  if (
    text === undefined ||
    !/^[\w./:=,+@%-]+( [\w./:=,+@%-]+)*$/.test(text.trim()) ||
    /^(cd|export|set|source|\.|ulimit|umask) /.test(text)
  )
    return undefined;
  return {
    code: 'needless-shell',
    summary: 'This needs no shell',
    suggestion: 'Write command: instead of shell:.',
    range: task.action.key.range,
  };
};

const latestPackage: TaskRule = (task) => {
  const value = task.params.get('state')?.value;
  if (value?.kind !== 'scalar' || value.raw !== 'latest') return undefined;
  return {
    code: 'latest-package',
    summary: 'state: latest depends on the day of the run',
    suggestion: 'Write state: present, or a version.',
    range: value.range,
  };
};

const ignoredErrors: TaskRule = ({ entries }) => {
  const entry = entries.get('ignore_errors');
  if (entry?.value.kind !== 'scalar' || entry.value.value !== true) return undefined;
  return {
    code: 'ignored-errors',
    summary: 'Any failure of this task is ignored',
    suggestion: 'Say with failed_when which results are failures.',
    range: entry.key.range,
  };
};

/** The text that a command is, where it is one. */
function commandOf(task: WrittenTask): string | undefined {
  if (!COMMANDS.includes(task.module)) return undefined;
  const { value } = task.action;
  return value.kind === 'scalar' ? value.raw : (textOf(task, 'cmd') ?? '');
}

export const TASK_RULES: readonly TaskRule[] = [
  taskName,
  fileMode,
  unquotedMode,
  commandModule,
  commandRepeats,
  needlessShell,
  latestPackage,
  ignoredErrors,
];
