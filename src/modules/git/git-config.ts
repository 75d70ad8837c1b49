import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { path, text } from '../../module-api/params.ts';
import { ownWay } from '../../module-api/at-place.ts';
import { gitOwner } from '../../query/git/git-login.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { RunStep } from '../../module-api/step.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

/** Booleans become True and False, as Ansible writes them. */
const value = () => z.preprocess((given) => (typeof given === 'boolean' ? (given ? 'True' : 'False') : given), text());

const params = z
  .strictObject({
    name: text()
      .pipe(
        z
          .string()
          .regex(/^[A-Za-z0-9-]+(\.[^\n]*)?\.[A-Za-z][A-Za-z0-9-]*$/, 'must be a section and a name: user.email'),
      )
      .describe('Name of the setting: user.email.'),
    value: value().optional().describe('Value of the setting. Without a value, the setting is only read.'),
    scope: z
      .enum(['file', 'local', 'global', 'system'])
      .optional()
      .describe(
        'Scope of the setting. Default: file if file is given, otherwise system. Without value, all scopes are read.',
      ),
    file: path().optional().describe('Configuration file, with scope: file.'),
    repo: path().optional().describe('Working copy, with scope: local.'),
    add_mode: z.enum(['add', 'replace-all']).default('replace-all').describe('add keeps other values of the setting.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the setting exists.'),
  })
  .refine((p) => p.scope !== 'local' || p.repo !== undefined, {
    path: ['repo'],
    message: 'is needed with scope: local',
  })
  .refine((p) => p.scope !== 'file' || p.file !== undefined, { path: ['file'], message: 'is needed with scope: file' })
  .refine((p) => p.state === 'present' || p.value === undefined, {
    path: ['value'],
    message: 'can be given with state: present only',
  });

type Params = z.output<typeof params>;

/** Manages settings of git. */
export const gitConfig = defineProbed({
  name: 'git_config',
  summary: 'Sets, removes and reads git settings.',
  params,
  notTaken: { 'list_all=false': leftOut('one setting is read.'), list_all: 'Run git config --list in a command.' },
  examples: [
    '- git_config:\n    name: user.email\n    value: ops@example.org\n    scope: global\n',
    '- git_config:\n    name: core.fsync\n    scope: system\n  register: fsync\n',
  ],
  returns: {
    config_value: 'Value of the setting; empty if it is not set.',
    config_values: 'All values of the setting.',
  },
  probe,
  reads: (p) => [`git-config:${p.name}`, 'package:git', ...pathsOf(p).map((at) => `tree:${at}`)],
  opens: ({ repo }) => (repo === undefined ? [] : [`${repo}/.git/config`]),
  directories: (p) => (p.repo === undefined ? [] : [p.repo]),
  plan,
  writes: (p) => ({ keys: [`git-config:${p.name}`, ...pathsOf(p).map((at) => `tree:${at}`)] }),
  result: (_, { stdout }) => ({ config_value: valuesOf(stdout).at(-1) ?? '', config_values: valuesOf(stdout) }),
});

const pathsOf = ({ file, repo }: Params): string[] => [file, repo].filter((at) => at !== undefined);

function git(p: Params, options: readonly string[]): string {
  const isRead = p.value === undefined && p.state === 'present';
  const scope = p.scope ?? (p.file === undefined ? (isRead ? undefined : 'system') : 'file');
  const where = scope === undefined ? [] : scope === 'file' ? ['--file', p.file ?? ''] : [`--${scope}`];
  return `${p.repo === undefined ? 'git' : 'own'} config ${quoteAll([...where, ...options])}`;
}

/** Shell code that changes to the working copy, where git runs as the owner. */
const enter = ({ repo }: Params): string[] =>
  repo === undefined ? [] : [`cd -- ${quote(repo)} || exit`, gitOwner('.')];

/** git follows links, and reopens its file for each command. */
const lookAtWay = (p: Params): string[] => pathsOf(p).map((at) => `${ownWay(at)} || exit`);

function probe(p: Params): string {
  return [
    'command -v git >/dev/null || exit 127',
    ...(p.repo === undefined ? [] : [`[ -d ${quote(p.repo)} ] || exit 4`]),
    // git would wait for a pipe
    ...(p.file === undefined ? [] : [`[ -f ${quote(p.file)} ] || [ ! -e ${quote(p.file)} ] || exit 6`]),
    ...enter(p),
    git(p, ['--includes', '-z', '--get-all', p.name]),
    'case $? in 0|1) ;; *) exit 5;; esac',
  ].join('\n');
}

const valuesOf = (stdout: string): string[] => stdout.split('\0').slice(0, -1);

function plan(p: Params, { exitStatus, stdout, stderr }: ShellAnswer): ProbedPlan {
  if (exitStatus === 127) throw new ModuleFailure('git is not installed on the host', 'Install the package git.');
  if (exitStatus === 4) throw new ModuleFailure(`${p.repo ?? ''} is not a directory`);
  if (exitStatus === 6) throw new ModuleFailure(`${p.file ?? ''} is not a regular file`);
  if (exitStatus !== 0) throw new ModuleFailure(`git cannot read ${p.name}: ${stderr.split('\n')[0] ?? ''}`);
  const before = valuesOf(stdout);
  const after = wanted(p, before);
  if (after.length === before.length && after.every((each, i) => each === before[i])) return CONVERGED;
  return {
    changes: [{ attribute: p.name, before: shown(before), after: shown(after) }],
    steps: [{ kind: 'run', ...edit(p) }],
    after: after.map((each) => `${each}\0`).join(''),
  };
}

function wanted(p: Params, before: readonly string[]): readonly string[] {
  if (p.state === 'absent') return [];
  if (p.value === undefined || (p.add_mode === 'add' && before.includes(p.value))) return before;
  return p.add_mode === 'add' ? [...before, p.value] : [p.value];
}

/** A placeholder in the file until sed(1), as git's editor, inserts the value: git accepts values only on its command line. */
const MARK = 'set-by-provision';

function edit(p: Params): Pick<RunStep, 'script' | 'stdin'> {
  const before = [...lookAtWay(p), ...enter(p)];
  if (p.state === 'absent') return { script: [...before, git(p, ['--unset-all', p.name])].join('\n') };
  const put = `GIT_EDITOR='sed -i --follow-symlinks -f -' ${git(p, ['--edit'])}`;
  const script = [...before, `${git(p, [`--${p.add_mode}`, p.name, MARK])} &&\n${put}`].join('\n');
  return { script, stdin: `s/= ${MARK}$/= ${inReplacement(inQuotes(p.value ?? ''))}/\n` };
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\b': '\\b' };

/** Quotes a value as described in git-config(1): within quotes, spaces and comment characters are literal. */
const inQuotes = (text: string): string => `"${text.replace(/["\\\n\t\b]/g, (sign) => ESCAPES[sign] ?? `\\${sign}`)}"`;

const inReplacement = (text: string): string => text.replace(/[\\/&]/g, '\\$&');

const shown = (values: readonly string[]): unknown => (values.length > 1 ? values : (values[0] ?? null));
