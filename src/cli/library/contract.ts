import type { EngineEvent, HostRecap } from '../../engine/events.ts';

/** What to load. Paths are relative to the working directory, whose provision.yml provides the defaults. */
export interface ProjectOptions {
  /** A name under playbooks/, or a path; `site` by default. */
  readonly playbook?: string | undefined;
  /** Names under inventories/, or paths; those of provision.yml by default. */
  readonly inventory?: string | readonly string[] | undefined;
  /** Limit the run to these hosts: patterns. */
  readonly limit?: string | readonly string[] | undefined;
  /** Limit the run to these roles. */
  readonly roles?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly skipTags?: readonly string[] | undefined;
  /** Extra variables, with the highest precedence. */
  readonly extraVars?: Readonly<Record<string, unknown>> | undefined;
  /** Files that contain a vault password, or programs that print one. */
  readonly vaultPasswordFile?: string | readonly string[] | undefined;
  /** Maximum number of roles that run at the same time, over all hosts. */
  readonly forks?: number | undefined;
  /** Timeout of a connection, in seconds. */
  readonly timeout?: number | undefined;
  /** Seconds to wait for the lock of a host. */
  readonly lockTimeout?: number | undefined;
  /** Accept and save the keys of hosts that are not in known_hosts. */
  readonly acceptNewHostKeys?: boolean | undefined;
}

/** A project that has been loaded and checked without errors. */
export interface LoadedProject {
  readonly playbook: string;
  /** Names of all selected hosts. */
  readonly hosts: readonly string[];
  /** Warnings about the project. */
  readonly warnings: readonly ProjectFinding[];
}

export interface ProjectFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string | undefined;
  readonly suggestion?: string | undefined;
  readonly file?: string | undefined;
  /** Counted from 1, as the column is. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface RunSettings {
  /** Called with each event, with secrets masked. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  /** An abort stops the run after the running tasks. */
  readonly signal?: AbortSignal | undefined;
  /** Include diffs of files in changes. */
  readonly withDiff?: boolean | undefined;
}

export interface RunResult {
  /** The exit code of the command: 0 success, 1 a task failed, 4 a host is unreachable, 5 a host is locked, 130 stopped. */
  readonly exitCode: number;
  readonly hosts: Readonly<Record<string, HostRecap>>;
}

/** The exports of `import('provision-ssh')`. */
export interface Library {
  /** Loads a project and runs all checks that need no host. Rejects with `ProjectError`. */
  readonly loadProject: (options?: ProjectOptions) => Promise<LoadedProject>;
  /** Runs a dry run. Each run loads the project again. */
  readonly plan: (project: LoadedProject, settings?: RunSettings) => Promise<RunResult>;
  /** Brings the hosts to the declared state. */
  readonly apply: (project: LoadedProject, settings?: RunSettings) => Promise<RunResult>;
  /** Runs the roles' own checks. */
  readonly verify: (project: LoadedProject, settings?: RunSettings) => Promise<RunResult>;
}
