import type { LockHolder } from '../transport/session.ts';
import type { EventSink, RunMode } from './events.ts';
import type { HostState } from './host/host-state.ts';
import type { LocalFiles } from './files/local-files.ts';
import type { ProjectScope } from './ownership/project-scope.ts';
import type { Review } from './review/turn.ts';
import type { PlaySteps } from './steps/play-steps.ts';
import type { TagSelection } from '../plan/select-tags.ts';
import type { LoopItem } from './render/loop-items.ts';
import type { Rendering } from './render/render-task.ts';
import type { RunEffect } from './control/run-effect.ts';
import type { Unknown } from '../values/unknown.ts';
import type { TaskResult } from './result/task-result.ts';
import type { TaskEntry } from './task/task-entry.ts';

/** The context that all parts of a run share. */
export interface RunContext {
  readonly mode: RunMode;
  readonly runId: string;
  /** The owner of this run's manifests and handler records on hosts. */
  readonly scope: ProjectScope;
  /** Ids of all role entries of the playbook. */
  readonly entries: ReadonlySet<string>;
  /** The names of the inventory's hosts. */
  readonly hostNames: ReadonlySet<string>;
  /** Treat manifests of earlier versions, which contain no project, as this project's. */
  readonly adoptManifests: boolean;
  /** The time of the run, the same for all tasks. */
  readonly now: Date;
  /** Of the current play; absolute. */
  readonly playbookDirectory: () => string;
  readonly withDiff: boolean;
  /** Default of `backup` for all tasks. */
  readonly keepsBackups: boolean;
  readonly verbosity: number;
  /** Time limit for the queries, and for each step, of a task without `timeout`; undefined or 0 means no limit. */
  readonly taskTimeoutSeconds?: number | undefined;
  readonly tags: TagSelection;
  readonly files: LocalFiles;
  readonly sink: EventSink;
  /** Called before each turn; undefined without a review. */
  readonly review?: Review | undefined;
  readonly holder: LockHolder;
  /** Called with each secret as it becomes known, so that it is masked. */
  readonly onSecret: (text: string) => void;
  readonly stop: StopSignal;
  /** Called before each task with `--step`; true means run the task. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** The ID or name of the first task to run; earlier tasks are skipped. */
  readonly startAtTask?: string | undefined;
  /** The host that a task is delegated to. Rejects with `ModuleFailure` if it does not exist, with `HostUnusable`, or with `Interrupted`. */
  readonly delegate: (name: string) => Promise<HostState>;
  /** Usable hosts of the current play, in order. */
  readonly playHosts: () => readonly string[];
  /** The coordination between the hosts of the current batch. */
  readonly steps: () => PlaySteps;
  /** Effects that reach beyond one host: add_host, group_by, pause and the like. */
  readonly perform: (effect: RunEffect, entry: TaskEntry, host: HostState) => Promise<TaskResult>;
  /** Waits for the source of an unknown value, such as the facts of a host that is still connecting. False: the value stays unknown. */
  readonly resolve: (unknown: Unknown) => Promise<boolean>;
  /** The first host that reaches a run_once task runs it; the others receive its result. */
  readonly once: <T>(key: string, work: () => Promise<T>) => Promise<{ readonly value: T; readonly isFirst: boolean }>;
  /** By key of `once`: how the host that runs it has rendered an item. Set before it runs, read by the other hosts; kept for the run. */
  readonly onceRendered: Map<string, { readonly host: string; readonly rendering: Rendering }>;
  /** By key: the items of the loop on that host. Set after they have run, read by the other hosts; kept for the run. */
  readonly onceItems: Map<string, readonly LoopItem[]>;
}

/** Set by the first Ctrl-C. */
export interface StopSignal {
  readonly requested: boolean;
  /** Resolves when a stop is requested; absent if that is impossible. */
  readonly asked?: Promise<void> | undefined;
}
