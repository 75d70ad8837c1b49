import * as z from 'zod';
import {
  EVENTS_VERSION,
  type EngineEvent,
  type Failure,
  type HostRecap,
  type HostWait,
  type ReportedChange,
  type TaskLabel,
} from '../../engine/events.ts';

/** A schema with every field of a type, optional ones too. */
type Complete<T> = z.ZodType<T> & { readonly shape: Readonly<Record<keyof T & string, z.ZodType>> };

/**
 * What a string of an event is. `text` is free text of users and hosts: secrets in it are masked. A `name` tells apart hosts,
 * roles, runs, files, and is shown as it is. A `value` is of any shape, and text in it is masked at any depth.
 */
export const stringKinds = z.registry<{ readonly kind: 'text' | 'name' | 'value' }>();

const text = (what: string) => z.string().describe(what).register(stringKinds, { kind: 'text' });
const name = (what: string) => z.string().describe(what).register(stringKinds, { kind: 'name' });
const value = (what: string) => z.unknown().describe(what).register(stringKinds, { kind: 'value' });

const ms = z.number().describe('Duration in milliseconds.');
const at = z.iso.datetime().describe('Time in ISO 8601, UTC.');
const host = name('Name of the host in the inventory.');
const play = name('Name of the play.');
const node = name('Identifies this role entry, or task list, on this host within the run.');
const role = name('Name of the role; for tasks outside of roles, of the list.');
const mode = z.enum(['apply', 'check', 'verify']).describe('What kind of run it is.');
const run = name('Identifies the run.');

const count = (what: string) => z.int().describe(`Number of tasks ${what}.`);

const recap = z
  .strictObject({
    status: z
      .enum(['ok', 'changed', 'failed', 'unreachable', 'locked', 'drifted', 'blocked', 'interrupted'])
      .describe('What became of the host.'),
    ok: count('that found everything as declared'),
    changed: count('that changed something'),
    wouldChange: count('that would change something (check)'),
    mayChange: count('of which it is not known before apply whether they change something (check)'),
    skipped: count('that were skipped'),
    failed: count('that failed'),
    ignored: count('whose failure was ignored'),
    rescued: count('whose failure a rescue took care of'),
    blocked: z.int().describe('Number of roles that did not run because of a failure elsewhere.'),
    handlers: z.int().describe('Number of handlers that ran, or would run.'),
    roundTrips: z.int().describe('Number of times the host was asked something.'),
  })
  .meta({ id: 'recap', description: 'Counts for one host; each item of a loop counts.' }) satisfies Complete<HostRecap>;

const task = z
  .strictObject({
    id: name('Identifies the task within the playbook.'),
    name: text('Its name, rendered.'),
    module: name('Name of its module.'),
    role: name('The role that it stands in.').optional(),
    file: name('The file that it stands in.'),
    line: z.int().describe('The line that it begins at, from 1.'),
  })
  .meta({ id: 'task', description: 'Which task it is.' }) satisfies Complete<TaskLabel>;

const change = z
  .strictObject({
    attribute: text('What differs.'),
    before: value('Its value before; null where there is none.'),
    after: value('Its value after; null where there is none.'),
    may: z.boolean().optional().describe('Apply may find that it is not needed, or that the value is another.'),
    note: text('More about the new value, such as a version.').optional(),
    diff: text('Content as a unified diff, with `--diff`.').optional(),
  })
  .meta({ id: 'change', description: 'One attribute that differs.' }) satisfies Complete<ReportedChange>;

const failure = z
  .strictObject({
    message: text('What went wrong.'),
    hint: text('What may help.').optional(),
    command: text('The command that failed.').optional(),
    exitStatus: z.int().optional().describe('Its exit status.'),
    stderr: text('The end of its standard error, 20 lines at most.').optional(),
    stdout: text('The end of its standard output, 20 lines at most.').optional(),
    trace: text('Of an internal error: where in provision it came up.').optional(),
  })
  .meta({ id: 'failure', description: 'Why it failed.' }) satisfies Complete<Failure>;

const wait = z
  .strictObject({
    host,
    what: text('What it does: `running`, where that is the task; else what it waits for.'),
    task: task.optional(),
    item: text('Label of the item, for a task with a loop.').optional(),
    ms: z.number().describe('How long it has done so, in milliseconds.'),
    line: text('The last line that its command has printed.').optional(),
  })
  .meta({ id: 'wait', description: 'What a host is busy with.' }) satisfies Complete<HostWait>;

const result = {
  host,
  play,
  node,
  task,
  item: text('Label of the item, for a task with a loop.').optional(),
  delegatedTo: name('The host that it ran on, where it was delegated.').optional(),
  status: z
    .enum(['ok', 'changed', 'would-change', 'may-change', 'skipped', 'failed', 'ignored', 'rescued'])
    .describe('How it ended.'),
  changes: z.array(change).describe('What it changed, or would change.'),
  ms,
  message: text('Why, for `may-change` and `skipped`; else what the task says.').optional(),
  failure: failure.optional(),
  output: z
    .strictObject({
      stdout: text('Standard output.').optional(),
      stderr: text('Standard error.').optional(),
    })
    .meta({ id: 'output', description: 'What its commands have printed.' })
    .optional()
    .describe('With `-v`, of commands and other actions; with `-vv`, of all modules.'),
  mayChangeMore: z
    .boolean()
    .optional()
    .describe(
      'With `would-change`: it follows a change whose effects cannot be listed. Apply may find more to change here, or that it has been met already.',
    ),
};

/** The schema of each event as it is written, which is with the time. docs/reference/events.md is written from it. */
export const EVENT_SCHEMAS = {
  'run.started': z
    .strictObject({
      event: z.literal('run.started'),
      version: z.literal(EVENTS_VERSION).describe('Version of this schema.'),
      run,
      at,
      by: name('Who runs it, from where.').optional(),
      mode,
      playbook: name('The playbook, as given.'),
      inventory: z.array(name('One.')).describe('The inventories, as given.'),
      hosts: z.array(name('One.')).describe('The hosts that are going to be worked on.'),
      nodes: z.int().describe('How many times a role, or task list, is going to be run on a host.'),
    })
    .describe('The first event of a run.'),
  'host.connected': z
    .strictObject({ event: z.literal('host.connected'), at, host, ms })
    .describe('A connection to the host stands.'),
  'host.problem': z
    .strictObject({
      event: z.literal('host.problem'),
      at,
      host,
      problem: z
        .enum(['unreachable', 'locked', 'drifted'])
        .describe('It cannot be reached, another run works on it, or it differs from the reviewed plan.'),
      message: text('What is the matter.'),
      hint: text('What may help.').optional(),
    })
    .describe('The host cannot be used; nothing (more) is done on it.'),
  'role.started': z
    .strictObject({
      event: z.literal('role.started'),
      at,
      host,
      play,
      role,
      node,
      waitedFor: z.array(name('One.')).describe('The nodes of this play that it has waited for.'),
    })
    .describe('A role, or task list, begins on a host.'),
  'role.finished': z
    .strictObject({
      event: z.literal('role.finished'),
      at,
      host,
      play,
      role,
      node,
      status: z.enum(['ok', 'changed', 'failed', 'blocked', 'interrupted']).describe('How it ended.'),
      blockedBy: name('What it waited for, where it is `blocked`.').optional(),
      ms,
    })
    .describe('A role, or task list, has ended on a host, or will not run there.'),
  'task.started': z
    .strictObject({ event: z.literal('task.started'), at, host, node, task })
    .describe('A task is next.'),
  'task.running': z
    .strictObject({
      event: z.literal('task.running'),
      at,
      host,
      task,
      item: text('Label of the item, for a task with a loop.').optional(),
    })
    .describe('The host has begun a task.'),
  'task.finished': z
    .strictObject({ event: z.literal('task.finished'), at, ...result })
    .describe('A task, or one item of its loop, has ended.'),
  'handler.finished': z
    .strictObject({
      event: z.literal('handler.finished'),
      at,
      ...result,
      handler: text('Name that the handler was notified by.'),
    })
    .describe('A handler has ended.'),
  'host.finished': z
    .strictObject({ event: z.literal('host.finished'), at, host, recap })
    .describe('Nothing more will be done on the host.'),
  'run.waiting': z
    .strictObject({
      event: z.literal('run.waiting'),
      at,
      waits: z
        .array(wait)
        .describe(
          'What each host is busy with: hosts at work before those that wait for others, the longest first; ten at most.',
        ),
      more: z.int().describe('How many hosts more there are.'),
    })
    .describe(
      'Nothing has been told of some hosts for a while: after 15 s, then at growing intervals; in between, at least every 20 s, of the one that waits longest.',
    ),
  'run.finished': z
    .strictObject({
      event: z.literal('run.finished'),
      run,
      at,
      ms,
      mode,
      hosts: z.record(name('A host.'), recap).describe('The recap of each host, by name.'),
      next: z.array(text('One thing.')).describe('What to do next.'),
      exitCode: z.int().describe('The exit code of the run.'),
      fatal: z.boolean().optional().describe('A play has ended so that those after it were not run.'),
    })
    .describe('The last event of a run.'),
  trace: z
    .strictObject({
      event: z.literal('trace'),
      at,
      host,
      level: z.literal([2, 3]).describe('2: told with `-vv`; 3: with `-vvv`.'),
      what: z.enum(['parameters', 'queries', 'batch', 'script', 'ssh']).describe('What is told.'),
      task: task.optional(),
      ms: ms.optional(),
      text: text('The detail.'),
    })
    .describe('What goes on underneath, with `-vv` or `-vvv`.'),
  warning: z
    .strictObject({
      event: z.literal('warning'),
      at,
      host: name('The host that it is about.').optional(),
      message: text('What is the matter.'),
    })
    .describe('Something to know, that stops nothing.'),
} satisfies { [E in EngineEvent as E['event']]: Complete<E & { readonly at: string }> };
