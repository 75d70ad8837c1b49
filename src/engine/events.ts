import type { Change } from '../module-api/module.ts';

/**
 * The events of a run, as they happen. The schema is versioned: within a version, fields may be added but never renamed or
 * removed. Times are ISO 8601, durations are milliseconds. Whoever writes an event masks the secrets in it.
 */
export type EngineEvent =
  | RunStarted
  | HostConnected
  | HostProblem
  | RoleStarted
  | RoleFinished
  | TaskStarted
  | TaskRunning
  | TaskFinished
  | HandlerFinished
  | HostFinished
  | RunWaiting
  | RunFinished
  | Trace
  | Warning;

export const EVENTS_VERSION = 1;

export type RunMode = 'apply' | 'check' | 'verify';

export interface RunStarted {
  readonly event: 'run.started';
  readonly version: typeof EVENTS_VERSION;
  readonly run: string;
  readonly at: string;
  /** The user who runs it: `ann@desk`. */
  readonly by?: string | undefined;
  readonly mode: RunMode;
  readonly playbook: string;
  readonly inventory: readonly string[];
  readonly hosts: readonly string[];
  /** Number of nodes, that is, of runs of a role or task list on a host. */
  readonly nodes: number;
}

interface HostConnected {
  readonly event: 'host.connected';
  readonly host: string;
  readonly ms: number;
}

/** The host can't be used (any longer). */
export interface HostProblem {
  readonly event: 'host.problem';
  readonly host: string;
  readonly problem: 'unreachable' | 'locked' | 'drifted';
  readonly message: string;
  readonly hint?: string | undefined;
}

interface RoleStarted {
  readonly event: 'role.started';
  readonly host: string;
  readonly play: string;
  readonly role: string;
  readonly node: string;
  /** The nodes of this play that the node has waited for. */
  readonly waitedFor: readonly string[];
}

export interface RoleFinished {
  readonly event: 'role.finished';
  readonly host: string;
  readonly play: string;
  readonly role: string;
  readonly node: string;
  readonly status: NodeStatus;
  /** For `blocked`: the cause, as `role on host`. */
  readonly blockedBy?: string | undefined;
  readonly ms: number;
}

export type NodeStatus = 'ok' | 'changed' | 'failed' | 'blocked' | 'interrupted';

interface TaskStarted {
  readonly event: 'task.started';
  readonly host: string;
  readonly node: string;
  readonly task: TaskLabel;
}

/** The host has begun a task of a batch. */
interface TaskRunning {
  readonly event: 'task.running';
  readonly host: string;
  readonly task: TaskLabel;
  readonly item?: string | undefined;
}

/** Nothing has been reported about these hosts for a while; lists their current activities. */
export interface RunWaiting {
  readonly event: 'run.waiting';
  /** Hosts that work before hosts that wait for others, longest first, at most ten. */
  readonly waits: readonly HostWait[];
  /** Number of further hosts. */
  readonly more: number;
}

export interface HostWait {
  readonly host: string;
  /** The activity: `running` for the task itself, otherwise the obstacle, such as `connecting`. */
  readonly what: string;
  readonly task?: TaskLabel | undefined;
  readonly item?: string | undefined;
  /** Duration of the activity so far. */
  readonly ms: number;
  /** The last line that its command has printed. */
  readonly line?: string | undefined;
}

export interface TaskLabel {
  readonly id: string;
  readonly name: string;
  readonly module: string;
  readonly role?: string | undefined;
  readonly file: string;
  readonly line: number;
}

export type TaskStatus =
  'ok' | 'changed' | 'would-change' | 'may-change' | 'skipped' | 'failed' | 'ignored' | 'rescued';

export interface TaskFinished {
  readonly event: 'task.finished';
  readonly host: string;
  readonly play: string;
  readonly node: string;
  readonly task: TaskLabel;
  /** The loop's label for this item. */
  readonly item?: string | undefined;
  readonly delegatedTo?: string | undefined;
  readonly status: TaskStatus;
  readonly changes: readonly ReportedChange[];
  readonly ms: number;
  /** The reason for `may-change` and `skipped`; the text of debug and similar modules. */
  readonly message?: string | undefined;
  readonly failure?: Failure | undefined;
  /** Output of its commands: with -v for commands and other actions, with -vv for all modules. */
  readonly output?: TaskOutput | undefined;
  /** With `would-change`: it follows a change with unlisted effects, so apply may find more to change, or nothing. */
  readonly mayChangeMore?: boolean | undefined;
}

export interface TaskOutput {
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
}

/** A change as reported: content is a unified diff, and secrets and no_log have been removed. */
export interface ReportedChange extends Pick<Change, 'attribute' | 'before' | 'after' | 'note' | 'may'> {
  readonly diff?: string | undefined;
  /** Apply may find that the change is not needed, or that the value differs. */
  readonly may?: boolean | undefined;
}

export interface Failure {
  readonly message: string;
  readonly hint?: string | undefined;
  /** The expression that failed: file, line and column. */
  readonly place?: string | undefined;
  /** The failed command. */
  readonly command?: string | undefined;
  readonly exitStatus?: number | undefined;
  /** The end of stderr: at most 20 lines. */
  readonly stderr?: string | undefined;
  readonly stdout?: string | undefined;
  /** For an internal error: the stack trace in provision. */
  readonly trace?: string | undefined;
}

export interface HandlerFinished extends Omit<TaskFinished, 'event'> {
  readonly event: 'handler.finished';
  readonly handler: string;
}

interface HostFinished {
  readonly event: 'host.finished';
  readonly host: string;
  readonly recap: HostRecap;
}

/** Numbers of tasks (each loop item counts). */
export interface HostRecap {
  readonly status: 'ok' | 'changed' | 'failed' | 'unreachable' | 'locked' | 'drifted' | 'blocked' | 'interrupted';
  readonly ok: number;
  readonly changed: number;
  readonly wouldChange: number;
  readonly mayChange: number;
  readonly skipped: number;
  readonly failed: number;
  readonly ignored: number;
  readonly rescued: number;
  readonly blocked: number;
  readonly handlers: number;
  readonly roundTrips: number;
}

export interface RunFinished {
  readonly event: 'run.finished';
  readonly run: string;
  readonly at: string;
  readonly ms: number;
  readonly mode: RunMode;
  readonly hosts: Readonly<Record<string, HostRecap>>;
  /** The next step for each kind of failure. */
  readonly next: readonly string[];
  readonly exitCode: number;
  /** Whether a play ended the run, so that later plays did not run. */
  readonly fatal?: boolean | undefined;
}

/** Details of the execution, only for runs with -vv (level 2) or -vvv (level 3). */
export interface Trace {
  readonly event: 'trace';
  readonly host: string;
  readonly level: 2 | 3;
  readonly what: 'parameters' | 'queries' | 'batch' | 'script' | 'ssh';
  readonly task?: TaskLabel | undefined;
  readonly ms?: number | undefined;
  readonly text: string;
}

export interface Warning {
  readonly event: 'warning';
  readonly host?: string | undefined;
  readonly message: string;
}

/** Receives events in the order in which they happen. */
export type EventSink = (event: EngineEvent) => void;
