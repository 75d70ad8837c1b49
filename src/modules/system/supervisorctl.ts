import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { notTakenFor } from '../../module-api/not-taken.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

const params = z
  .strictObject({
    name: text()
      .pipe(z.string().regex(/^[^\s-]\S*$/, 'must be the name of a program'))
      .describe('The program; `web:` is all programs of the group web, `all` are all.'),
    state: z
      .enum(['present', 'started', 'stopped', 'restarted', 'absent', 'signalled'])
      .describe('`present`: supervisord knows it. `restarted` and `signalled` act at every run of the task.'),
    signal: text()
      .pipe(z.string().regex(/^[A-Z0-9]+$/, 'must be the name of a signal: HUP'))
      .optional()
      .describe('The signal, with state: signalled.'),
    stop_before_removing: bool().default(false).describe('With absent: stop it first.'),
    config: path().optional().describe('The configuration file of supervisorctl.'),
    server_url: text().optional().describe('Address of supervisord.'),
    supervisorctl_path: path().optional().describe('The program supervisorctl. Default: that on the PATH.'),
  })
  .refine((p) => p.state !== 'signalled' || p.signal !== undefined, {
    path: ['signal'],
    message: 'is needed with state: signalled',
  });

type Params = z.output<typeof params>;

/** Manages programs that supervisord runs. */
export const supervisorctl = defineProbed({
  name: 'supervisorctl',
  summary: 'Starts, stops, adds and removes programs of supervisord.',
  params,
  notTaken: notTakenFor(
    ['username', 'password'],
    'Write them to [supervisorctl] of the file that config names: on a command line every user could read them.',
  ),
  examples: [
    '- supervisorctl:\n    name: app\n    state: present\n',
    '- supervisorctl:\n    name: "workers:"\n    state: restarted\n',
  ],
  returns: { programs: 'The states of the programs, by name.' },
  probe: (p) =>
    [
      `command -v ${quoteAll([programOf(p)])} >/dev/null || exit 127`,
      // the exit status tells of stopped programs
      `${control(p, 'status')} 2>&1 || :`,
    ].join('\n'),
  reads: () => ['supervisor:', 'package:supervisor', 'unit:supervisor.service'],
  plan,
  writes: () => ({ keys: ['supervisor:'], unlistedEffects: 'creates' }),
  result: (p, answer) => ({ programs: Object.fromEntries(meant(p, programsIn(answer))) }),
});

const programOf = (p: Params): string => p.supervisorctl_path ?? 'supervisorctl';

const control = (p: Params, ...words: readonly string[]): string =>
  quoteAll([
    programOf(p),
    ...(p.config === undefined ? [] : ['-c', p.config]),
    ...(p.server_url === undefined ? [] : ['-s', p.server_url]),
    ...words,
  ]);

type Program = readonly [name: string, state: string];

const LINE = /^(\S+)\s+(STOPPED|STARTING|RUNNING|BACKOFF|STOPPING|EXITED|FATAL|UNKNOWN)\b/;

const programsIn = ({ stdout }: ShellAnswer): Program[] =>
  stdout.split('\n').flatMap((line): Program[] => {
    const [, name, state] = LINE.exec(line) ?? [];
    return name === undefined || state === undefined ? [] : [[name, state]];
  });

/** The programs that the task is about. */
const meant = (p: Params, programs: readonly Program[]): Program[] =>
  programs.filter(([name]) => p.name === 'all' || name === p.name || (isGroup(p) && name.startsWith(`${groupOf(p)}:`)));

const isGroup = (p: Params): boolean => /:\*?$/.test(p.name);

/** As `add` and `remove` take it. */
const groupOf = (p: Params): string => p.name.replace(/:\*?$/, '');

const isUp = ([, state]: Program): boolean => state === 'RUNNING' || state === 'STARTING';

function plan(p: Params, answer: ShellAnswer, { isRecheck }: ModuleContext): ProbedPlan {
  const programs = programsIn(answer);
  refuse(answer, programs);
  const own = meant(p, programs);
  switch (p.state) {
    case 'present':
      return own.length > 0 ? CONVERGED : added(p);
    case 'absent':
      return own.length > 0 ? removed(p, programs, own) : CONVERGED;
    case 'restarted':
      return isRecheck === true ? turned(p, programs, 'start') : restarted(p, own);
    case 'signalled':
      return isRecheck === true ? CONVERGED : signalled(p, required(p, own));
    case 'started':
      return turned(p, programs, 'start');
    case 'stopped':
      return turned(p, programs, 'stop');
  }
}

function refuse({ exitStatus, stdout }: ShellAnswer, programs: readonly Program[]): void {
  if (exitStatus === 127)
    throw new ModuleFailure('supervisorctl is not installed on the host', 'Install the package supervisor.');
  const said = stdout.trim();
  if (programs.length === 0 && said !== '')
    throw new ModuleFailure(`supervisord does not answer: ${said.split('\n')[0] ?? ''}`);
}

function required(p: Params, own: readonly Program[]): readonly Program[] {
  if (own.length === 0 && p.name !== 'all')
    throw new ModuleFailure(
      `supervisord knows no program ${p.name}`,
      'Write its configuration, and add it by a task with state: present.',
    );
  return own;
}

const added = (p: Params): ProbedPlan => ({
  changes: [{ attribute: p.name, before: 'absent', after: 'present' }],
  steps: [run(p, [control(p, 'reread'), control(p, 'add', groupOf(p))])],
  after: new Unknown(`the state of ${p.name}`),
});

function removed(p: Params, programs: readonly Program[], own: readonly Program[]): ProbedPlan {
  const up = own.filter(isUp);
  if (up.length > 0 && !p.stop_before_removing)
    throw new ModuleFailure(`${namesOf(up).join(', ')} is running`, 'Stop it first, or give stop_before_removing.');
  const stop = up.length > 0 ? [control(p, 'stop', ...namesOf(up))] : [];
  return {
    changes: [{ attribute: p.name, before: 'present', after: 'absent' }],
    steps: [run(p, [...stop, control(p, 'reread'), control(p, 'remove', groupOf(p))])],
    after: render(programs.filter((one) => !own.includes(one))),
  };
}

/** The configuration may name a program that supervisord does not know yet. */
const restarted = (p: Params, own: readonly Program[]): ProbedPlan => ({
  changes: [
    {
      attribute: p.name,
      before: own.map(([, state]) => state.toLowerCase()).join(', ') || 'absent',
      after: 'restarted',
    },
  ],
  steps: [run(p, [control(p, 'update'), control(p, 'restart', isGroup(p) ? `${groupOf(p)}:*` : p.name)])],
  after: new Unknown(`the state of ${p.name}`),
});

const signalled = (p: Params, own: readonly Program[]): ProbedPlan => ({
  changes: [{ attribute: p.name, before: null, after: `gets ${p.signal ?? ''}` }],
  steps: [run(p, [control(p, 'signal', p.signal ?? '', ...namesOf(own))])],
  after: new Unknown(`the state of ${p.name}`),
});

function turned(p: Params, programs: readonly Program[], verb: 'start' | 'stop'): ProbedPlan {
  const after = verb === 'start' ? 'RUNNING' : 'STOPPED';
  const turning = required(p, meant(p, programs)).filter((program) => isUp(program) !== (verb === 'start'));
  if (turning.length === 0) return CONVERGED;
  return {
    changes: turning.map(([name, before]) => ({
      attribute: name,
      before: before.toLowerCase(),
      after: verb === 'start' ? 'started' : 'stopped',
    })),
    steps: [run(p, [control(p, verb, ...namesOf(turning))])],
    after: render(programs.map((one) => (turning.includes(one) ? [one[0], after] : one))),
  };
}

const namesOf = (programs: readonly Program[]): string[] => programs.map(([name]) => name);

const render = (programs: readonly Program[]): string => programs.map((one) => `${one.join(' ')}\n`).join('');

const run = (p: Params, commands: readonly string[]) => ({
  kind: 'run' as const,
  script: commands.join(' &&\n'),
  shownAs: `supervisorctl ${p.state} ${p.name}`,
});
