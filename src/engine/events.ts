import type { Change } from '../module-api/module.ts';

/**
 * What a run tells as it happens. The schema is versioned: fields may be added within a version, never renamed or
 * removed. Times are ISO 8601, durations milliseconds. Secrets are masked by whoever writes an event out.
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
  /** Who runs it, `ann@desk`. */
  readonly by?: string | undefined;
  readonly mode: RunMode;
  readonly playbook: string;
  readonly inventory: readonly string[];
  readonly hosts: readonly string[];
  /** How many times a role (or task list) is going to be run on a host. */
  readonly nodes: number;
}

interface HostConnected {
  readonly event: 'host.connected';
  readonly host: string;
  readonly ms: number;
}

/** The host can't be used: nothing (more) is done on it. */
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
  /** The nodes of this play that it has waited for. */
  readonly waitedFor: readonly string[];
}

export interface RoleFinished {
  readonly event: 'role.finished';
  readonly host: string;
  readonly play: string;
  readonly role: string;
  readonly node: string;
  readonly status: NodeStatus;
  /** For `blocked`: what it waited for, as `role on host`. */
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

/** Nothing has been told of these hosts for a while: what each is busy with. */
export interface RunWaiting {
  readonly event: 'run.waiting';
  /** Hosts at work before those that wait for others, the longest first, ten at most. */
  readonly waits: readonly HostWait[];
  /** How many hosts more there are. */
  readonly more: number;
}

export interface HostWait {
  readonly host: string;
  /** What it does: `running`, where that is the task; else what it waits for, such as `connecting`. */
  readonly what: string;
  readonly task?: TaskLabel | undefined;
  readonly item?: string | undefined;
  /** How long it has done so. */
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
  /** For `may-change` and `skipped`: why. For debug and the like: what it says. */
  readonly message?: string | undefined;
  readonly failure?: Failure | undefined;
  /** What its commands have printed: with -v of commands and other actions, with -vv of all modules. */
  readonly output?: TaskOutput | undefined;
  /** With `would-change`: it follows a change whose effects can't be listed; apply may find more to change, or it met already. */
  readonly mayChangeMore?: boolean | undefined;
}

export interface TaskOutput {
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
}

/** A change as reported: content is already a unified diff, secrets and no_log are already left out. */
export interface ReportedChange extends Pick<Change, 'attribute' | 'before' | 'after' | 'note' | 'may'> {
  readonly diff?: string | undefined;
  /** Apply may find that it isn't needed, or that the value is another. */
  readonly may?: boolean | undefined;
}

export interface Failure {
  readonly message: string;
  readonly hint?: string | undefined;
  /** What was run, when a command failed. */
  readonly command?: string | undefined;
  readonly exitStatus?: number | undefined;
  /** The end of it: 20 lines at most. */
  readonly stderr?: string | undefined;
  readonly stdout?: string | undefined;
  /** Of an internal error: where in provision it came up. */
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

/** Counts of tasks (loop items each count). */
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
  /** For each failure: what to do next. */
  readonly next: readonly string[];
  readonly exitCode: number;
  /** A play has ended so that those after it were not run. */
  readonly fatal?: boolean | undefined;
}

/** What goes on underneath: told only to a run that asks for it, with -vv (level 2) or -vvv (level 3). */
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
