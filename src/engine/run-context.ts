import type { LockHolder } from '../transport/session.ts';
import type { EventSink, RunMode } from './events.ts';
import type { HostState } from './host/host-state.ts';
import type { LocalFiles } from './files/local-files.ts';
import type { ProjectScope } from './ownership/project-scope.ts';
import type { Review } from './review/turn.ts';
import type { PlaySteps } from './steps/play-steps.ts';
import type { TagSelection } from '../plan/select-tags.ts';
import type { RunEffect } from './control/run-effect.ts';
import type { Unknown } from '../values/unknown.ts';
import type { TaskResult } from './result/task-result.ts';
import type { TaskEntry } from './task/task-entry.ts';

/** What all parts of a run share. */
export interface RunContext {
  readonly mode: RunMode;
  readonly runId: string;
  /** Whose manifests and handler records on hosts are this run's. */
  readonly scope: ProjectScope;
  /** Ids of all role entries of the playbook. */
  readonly entries: ReadonlySet<string>;
  /** Manifests of an earlier version, which name no project, are taken for this project's. */
  readonly adoptManifests: boolean;
  /** One moment, the same for all tasks. */
  readonly now: Date;
  /** Absolute. */
  readonly playbookDirectory: string;
  readonly withDiff: boolean;
  /** Each task's backup: true, where it does not say otherwise. */
  readonly keepsBackups: boolean;
  readonly verbosity: number;
  /** The longest that a step of a task may take that sets no `timeout` of its own; undefined or 0: for ever. */
  readonly taskTimeoutSeconds?: number | undefined;
  readonly tags: TagSelection;
  readonly files: LocalFiles;
  readonly sink: EventSink;
  /** Looks at each turn before it is taken; undefined: nobody does. */
  readonly review?: Review | undefined;
  readonly holder: LockHolder;
  /** Told of each secret text as it becomes known, so that it is masked. */
  readonly onSecret: (text: string) => void;
  readonly stop: StopSignal;
  /** Asked before each task with `--step`; true: run it. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** The id or name of the first task to run; earlier ones are passed over. */
  readonly startAtTask?: string | undefined;
  /** The host that a task is delegated to. Rejects with `ModuleFailure` where there is none, with `HostUnusable` and `Interrupted`. */
  readonly delegate: (name: string) => Promise<HostState>;
  /** Hosts of the play under way that can still be used, in order. */
  readonly playHosts: () => readonly string[];
  /** What the hosts of the batch under way have to do with each other. */
  readonly steps: () => PlaySteps;
  /** Effects that reach beyond one host: add_host, group_by, pause and the like. */
  readonly perform: (effect: RunEffect, entry: TaskEntry, host: HostState) => Promise<TaskResult>;
  /** Waits for what an unknown value depends on, such as the facts of a host that is still being connected to. False: it stays unknown. */
  readonly resolve: (unknown: Unknown) => Promise<boolean>;
  /** The first host to come to a run_once task does it; the others get what it gave. */
  readonly once: <T>(key: string, work: () => Promise<T>) => Promise<{ readonly value: T; readonly isFirst: boolean }>;
}

/** Set by the first Ctrl-C. */
export interface StopSignal {
  readonly requested: boolean;
  /** Resolves when it is requested; absent: nobody can. */
  readonly asked?: Promise<void> | undefined;
}
