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

/** A schema with every field of a type, including optional fields. */
type Complete<T> = z.ZodType<T> & { readonly shape: Readonly<Record<keyof T & string, z.ZodType>> };

/**
 * The kind of a string in an event. A `text` is free text from users and hosts: secrets in it are masked. A `name` identifies a
 * host, role, run or file, and is never masked. A `value` has any shape: text in it is masked at any depth.
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
const mode = z.enum(['apply', 'check', 'verify']).describe('The mode of the run.');
const run = name('Identifies the run.');

const count = (what: string) => z.int().describe(`Number of tasks ${what}.`);

const recap = z
  .strictObject({
    status: z
      .enum(['ok', 'changed', 'failed', 'unreachable', 'locked', 'drifted', 'blocked', 'interrupted'])
      .describe('The final status of the host.'),
    ok: count('that found the declared state'),
    changed: count('that changed something'),
    wouldChange: count('that would change something (check)'),
    mayChange: count('that may change something; only apply can tell (check)'),
    skipped: count('that were skipped'),
    failed: count('that failed'),
    ignored: count('whose failure was ignored'),
    rescued: count('whose failure was handled by a rescue'),
    blocked: z.int().describe('Number of roles that did not run because of a failure elsewhere.'),
    handlers: z.int().describe('Number of handlers that ran, or would run.'),
    roundTrips: z.int().describe('Number of round trips to the host.'),
  })
  .meta({
    id: 'recap',
    description: 'Counts for one host. Each item of a loop is counted.',
  }) satisfies Complete<HostRecap>;

const task = z
  .strictObject({
    id: name('Identifies the task within the playbook.'),
    name: text('Name of the task, rendered.'),
    module: name('Name of the module.'),
    role: name('The role that contains the task.').optional(),
    file: name('The file that contains the task.'),
    line: z.int().describe('The first line of the task, counted from 1.'),
  })
  .meta({ id: 'task', description: 'A task of the playbook.' }) satisfies Complete<TaskLabel>;

const change = z
  .strictObject({
    attribute: text('The attribute that differs.'),
    before: value('The value before; null if there was none.'),
    after: value('The value after; null if there is none.'),
    may: z
      .boolean()
      .optional()
      .describe('The change is uncertain: apply may find that it is not needed, or that the value differs.'),
    note: text('Details of the new value, such as a version.').optional(),
    diff: text('Unified diff of the content, with `--diff`.').optional(),
  })
  .meta({ id: 'change', description: 'One attribute that differs.' }) satisfies Complete<ReportedChange>;

const failure = z
  .strictObject({
    message: text('What went wrong.'),
    hint: text('How to fix it.').optional(),
    place: name('The expression that failed: file, line and column.').optional(),
    command: text('The command that failed.').optional(),
    exitStatus: z.int().optional().describe('Exit status of the command.'),
    stderr: text('The last lines of standard error, 20 at most.').optional(),
    stdout: text('The last lines of standard output, 20 at most.').optional(),
    trace: text('For an internal error: the stack trace in provision.').optional(),
  })
  .meta({ id: 'failure', description: 'Why a task failed.' }) satisfies Complete<Failure>;

const wait = z
  .strictObject({
    host,
    what: text('`running` if the host runs the task; otherwise what the host waits for.'),
    task: task.optional(),
    item: text('Label of the item, for a task with a loop.').optional(),
    ms: z.number().describe('How long this has lasted, in milliseconds.'),
    line: text('The last line that the command has printed.').optional(),
  })
  .meta({ id: 'wait', description: 'The current activity of a host.' }) satisfies Complete<HostWait>;

const result = {
  host,
  play,
  node,
  task,
  item: text('Label of the item, for a task with a loop.').optional(),
  delegatedTo: name('The host that the task was delegated to.').optional(),
  status: z
    .enum(['ok', 'changed', 'would-change', 'may-change', 'skipped', 'failed', 'ignored', 'rescued'])
    .describe('The status of the task.'),
  changes: z.array(change).describe('The changes that the task made, or would make.'),
  ms,
  message: text('The reason for `may-change` and `skipped`; otherwise the message of the task.').optional(),
  failure: failure.optional(),
  output: z
    .strictObject({
      stdout: text('Standard output.').optional(),
      stderr: text('Standard error.').optional(),
    })
    .meta({ id: 'output', description: 'The output of the commands of a task.' })
    .optional()
    .describe('With `-v`, the output of commands and other actions; with `-vv`, of all modules.'),
  mayChangeMore: z
    .boolean()
    .optional()
    .describe(
      'With `would-change`: the task follows a change with unpredictable effects. Apply may make more changes, or find that none is needed.',
    ),
};

/** The schema of each event as it is written, with its time. docs/reference/events.md is generated from it. */
export const EVENT_SCHEMAS = {
  'run.started': z
    .strictObject({
      event: z.literal('run.started'),
      version: z.literal(EVENTS_VERSION).describe('Version of this schema.'),
      run,
      at,
      by: name('Who started the run, and from where.').optional(),
      mode,
      playbook: name('The playbook, as given.'),
      inventory: z.array(name('An inventory.')).describe('The inventories, as given.'),
      hosts: z.array(name('A host.')).describe('The hosts of the run.'),
      nodes: z.int().describe('Number of nodes: a node is a role, or task list, on one host.'),
    })
    .describe('The first event of a run.'),
  'host.connected': z
    .strictObject({ event: z.literal('host.connected'), at, host, ms })
    .describe('The host is connected.'),
  'host.problem': z
    .strictObject({
      event: z.literal('host.problem'),
      at,
      host,
      problem: z
        .enum(['unreachable', 'locked', 'drifted'])
        .describe('The host cannot be reached, is locked by another run, or differs from the reviewed plan.'),
      message: text('What is wrong.'),
      hint: text('How to fix it.').optional(),
    })
    .describe('The host cannot be used. The run does nothing more on it.'),
  'role.started': z
    .strictObject({
      event: z.literal('role.started'),
      at,
      host,
      play,
      role,
      node,
      waitedFor: z.array(name('A node.')).describe('The nodes of this play that this node waited for.'),
    })
    .describe('A role, or task list, starts on a host.'),
  'role.finished': z
    .strictObject({
      event: z.literal('role.finished'),
      at,
      host,
      play,
      role,
      node,
      status: z.enum(['ok', 'changed', 'failed', 'blocked', 'interrupted']).describe('The status of the node.'),
      blockedBy: name('For `blocked`: the node whose failure blocked this node.').optional(),
      ms,
    })
    .describe('A role, or task list, has ended on a host, or will not run there.'),
  'task.started': z
    .strictObject({ event: z.literal('task.started'), at, host, node, task })
    .describe('A task is the next one of its node.'),
  'task.running': z
    .strictObject({
      event: z.literal('task.running'),
      at,
      host,
      task,
      item: text('Label of the item, for a task with a loop.').optional(),
    })
    .describe('The host has started a task.'),
  'task.finished': z
    .strictObject({ event: z.literal('task.finished'), at, ...result })
    .describe('A task, or one item of its loop, has ended.'),
  'handler.finished': z
    .strictObject({
      event: z.literal('handler.finished'),
      at,
      ...result,
      handler: text('Name by which the handler was notified.'),
    })
    .describe('A handler has ended.'),
  'host.finished': z
    .strictObject({ event: z.literal('host.finished'), at, host, recap })
    .describe('The run has finished on the host.'),
  'run.waiting': z
    .strictObject({
      event: z.literal('run.waiting'),
      at,
      waits: z
        .array(wait)
        .describe(
          'The current activity of at most ten hosts: first hosts that run a task, then hosts that wait, each with the longest first.',
        ),
      more: z.int().describe('Number of further hosts.'),
    })
    .describe(
      'Some hosts have had no event for a while. Written after 15 s, then at growing intervals; in between, at least every 20 s, for the host that has waited longest.',
    ),
  'run.finished': z
    .strictObject({
      event: z.literal('run.finished'),
      run,
      at,
      ms,
      mode,
      hosts: z.record(name('A host.'), recap).describe('The recap of each host, by name.'),
      next: z.array(text('A step.')).describe('Suggested next steps.'),
      exitCode: z.int().describe('The exit code of the run.'),
      fatal: z.boolean().optional().describe('A play ended the run; later plays did not run.'),
    })
    .describe('The last event of a run.'),
  trace: z
    .strictObject({
      event: z.literal('trace'),
      at,
      host,
      level: z.literal([2, 3]).describe('2: reported with `-vv`; 3: with `-vvv`.'),
      what: z.enum(['parameters', 'queries', 'batch', 'script', 'ssh']).describe('The kind of detail.'),
      task: task.optional(),
      ms: ms.optional(),
      text: text('The detail.'),
    })
    .describe('A detail of the execution, with `-vv` or `-vvv`.'),
  warning: z
    .strictObject({
      event: z.literal('warning'),
      at,
      host: name('The host that the warning is about.').optional(),
      message: text('What is wrong.'),
    })
    .describe('A problem that does not stop the run.'),
} satisfies { [E in EngineEvent as E['event']]: Complete<E & { readonly at: string }> };
