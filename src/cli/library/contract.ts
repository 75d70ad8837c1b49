import type { EngineEvent, HostRecap } from '../../engine/events.ts';

/** What to load. Paths are relative to the working directory, where provision.yml gives what is left out. */
export interface ProjectOptions {
  /** A name under playbooks/, or a path; `site` by default. */
  readonly playbook?: string | undefined;
  /** Names under inventories/, or paths; those of provision.yml by default. */
  readonly inventory?: string | readonly string[] | undefined;
  /** Only these hosts: patterns. */
  readonly limit?: string | readonly string[] | undefined;
  /** Only these roles. */
  readonly roles?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly skipTags?: readonly string[] | undefined;
  /** Variables above all others. */
  readonly extraVars?: Readonly<Record<string, unknown>> | undefined;
  /** Files that hold a vault's password, or programs that print it. */
  readonly vaultPasswordFile?: string | readonly string[] | undefined;
  /** How many roles may run at once, over all hosts. */
  readonly forks?: number | undefined;
  /** Seconds that connecting to a host may take. */
  readonly timeout?: number | undefined;
  /** Seconds to wait for another run that works on a host. */
  readonly lockTimeout?: number | undefined;
  /** Accept, and save, the keys of hosts that are not in known_hosts. */
  readonly acceptNewHostKeys?: boolean | undefined;
}

/** A project that was read and checked: nothing in it is known to be wrong. */
export interface LoadedProject {
  readonly playbook: string;
  /** Every host that the limit leaves, by name. */
  readonly hosts: readonly string[];
  /** Warnings that were found. */
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
  /** Told of everything as it happens, with secrets masked. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  /** Aborting it lets the tasks in hand finish, and stops. */
  readonly signal?: AbortSignal | undefined;
  /** Changes come with the differences of files. */
  readonly withDiff?: boolean | undefined;
}

export interface RunResult {
  /** As the command's: 0 done, 1 a task failed, 4 a host was unreachable, 5 a host is locked, 130 stopped. */
  readonly exitCode: number;
  readonly hosts: Readonly<Record<string, HostRecap>>;
}

/** What `import('provision-ssh')` gives. */
export interface Library {
  /** Reads a project and checks all that needs no host. Rejects with `ProjectError`. */
  readonly loadProject: (options?: ProjectOptions) => Promise<LoadedProject>;
  /** Tells what apply would change, and changes nothing. A run reads the project anew. */
  readonly plan: (project: LoadedProject, settings?: RunSettings) => Promise<RunResult>;
  /** Brings the hosts to the declared state. */
  readonly apply: (project: LoadedProject, settings?: RunSettings) => Promise<RunResult>;
  /** Runs the roles' own checks. */
  readonly verify: (project: LoadedProject, settings?: RunSettings) => Promise<RunResult>;
}
