/** A playbook of tasks that do nothing but leave a line in their host's log, in a form that both programs' files are made of. */
export interface TorturePlaybook {
  readonly plays: readonly TorturePlay[];
  /** Absent: all tasks. */
  readonly tags?: TortureTags | undefined;
}

export interface TortureTags {
  readonly flag: 'tags' | 'skip-tags';
  readonly tag: string;
}

export interface TorturePlay {
  readonly anyErrorsFatal?: boolean | undefined;
  readonly maxFailPercentage?: number | undefined;
  readonly serial?: number | undefined;
  readonly handlers: readonly TortureHandler[];
  readonly tasks: readonly TortureItem[];
}

export interface TortureHandler {
  readonly name: string;
  readonly failsOn: readonly string[];
}

export type TortureItem = TortureTask | TortureBlock | TortureInclude | TortureMeta | TortureFact;

interface Conditions {
  /** Hosts on which `when` holds; absent: no `when`. */
  readonly when?: readonly string[] | undefined;
  readonly tag?: string | undefined;
}

/** Leaves its name in the log, or several times with a loop. */
export interface TortureTask extends Conditions {
  readonly kind: 'task';
  readonly name: string;
  /** Hosts on which it fails. */
  readonly failsOn: readonly string[];
  readonly ignoresErrors?: boolean | undefined;
  readonly runsOnce?: boolean | undefined;
  /** How many items; absent: no loop. */
  readonly loop?: number | undefined;
  readonly delegateTo?: string | undefined;
  /** A handler's name. */
  readonly notify?: string | undefined;
  /** It also leaves what all hosts of the play have for the fact `v`. */
  readonly peeks?: boolean | undefined;
}

export interface TortureBlock extends Conditions {
  readonly kind: 'block';
  readonly block: readonly TortureItem[];
  readonly rescue: readonly TortureItem[];
  readonly always: readonly TortureItem[];
}

export interface TortureInclude extends Conditions {
  readonly kind: 'include';
  /** The file's name without its ending. */
  readonly file: string;
  readonly loop?: number | undefined;
  readonly items: readonly TortureItem[];
}

export interface TortureMeta {
  readonly kind: 'meta';
  readonly action: 'flush_handlers' | 'end_host' | 'end_play' | 'clear_host_errors';
  readonly when?: readonly string[] | undefined;
}

/** Sets the fact `v` to its name. */
export interface TortureFact extends Conditions {
  readonly kind: 'fact';
  readonly name: string;
}

export const HOSTS = ['h1', 'h2', 'h3'] as const;

/** What a run of a playbook did. */
export interface TortureOutcome {
  /** By host, the lines of its log in order. */
  readonly logs: Readonly<Record<string, readonly string[]>>;
  readonly rescued: Readonly<Record<string, number>>;
  readonly ignored: Readonly<Record<string, number>>;
  /** Absent in older recordings. */
  readonly failed?: Readonly<Record<string, number>>;
  readonly isSuccess: boolean;
}
