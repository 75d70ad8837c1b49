import type * as z from 'zod';
import type { Query } from '../query/query.ts';
import type { ResourceKey } from '../query/resource-key.ts';
import type { LocalContent, LocalInput } from './local-input.ts';
import type { NotTaken } from './not-taken.ts';
import type { Step, StepOutput } from './step.ts';

/**
 * A module is pure: it says what it must know, compares, and says what would be done. The engine does all I/O.
 *
 * - `state`: brings a resource to a state. Observed again after apply, `diff` must give nothing.
 * - `action`: does something that leaves no state of its own to compare (a command, a restart). `diff` says what it will do.
 * - `read`: only asks. It never changes anything and runs in check mode as in apply.
 * - `control`: steers the run itself (set_fact, assert, pause); nothing is asked of the host's shell.
 */
export type Module = StateModule | ActionModule | ReadModule | ControlModule;

export type StateModule = Bindable<'state', BoundState>;
export type ActionModule = Bindable<'action', BoundAction>;
export type ReadModule = Bindable<'read', BoundRead>;
export type ControlModule = Bindable<'control', BoundControl>;

interface Bindable<K, Bound> extends ModuleFacts {
  readonly kind: K;
  readonly params: z.ZodObject;
  /** `params`: what the schema has made of a task's parameters. */
  bind(params: object): Bound;
}

/** What is to be known of a module without parameters. */
export interface ModuleFacts {
  readonly name: string;
  /** One sentence, for the reference. */
  readonly summary: string;
  /** Tasks as YAML text; each is validated by a test. */
  readonly examples: readonly string[];
  /** Registered fields beside `changed`, `failed`, `skipped`, `msg`: name to description. */
  readonly returns?: Readonly<Record<string, string>>;
  /** Its result may have `ansible_facts` of any name. */
  readonly mayGiveFacts?: boolean;
  /** The parameter that a bare string is: `command: uptime`. */
  readonly freeForm?: string;
  /** Other names of parameters: `{ dest: 'path' }`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** What Ansible's module of this name takes and this one does not, by `parameter` or `parameter=value`. */
  readonly notTaken?: Readonly<Record<string, NotTaken>>;
}

/** A module with a task's parameters. What its functions promise is said in `module-definition.ts`. */
export type BoundModule = BoundHostModule | BoundControl;
/** One that asks the host. */
export type BoundHostModule = BoundState | BoundAction | BoundRead;

interface Asking<K, Judged> {
  readonly kind: K;
  inputs(): Readonly<Record<string, LocalInput>>;
  ask(context: ModuleContext): Asked<Judged>;
}

/** What it must know of the host, and what it makes of that. */
export interface Asked<Judged> {
  /** By names of the module's own choice. */
  readonly named: Queries;
  /** All of them, in the order of their names. */
  readonly queries: readonly Query[];
  /** Directories that must be there before apply. */
  readonly directories: readonly string[];
  /** `answers`: in the order of `queries`. */
  judge(answers: readonly unknown[]): Judged;
}

export interface BoundState extends Asking<'state', Compared> {
  writes(context: ModuleContext): Writes;
  owns(context: ModuleContext): readonly Owned[];
  hasChanged(outputs: readonly StepOutput[]): boolean;
  readonly convergeTimeoutMs: number;
}

export interface BoundAction extends Asking<'action', Compared> {
  writes(context: ModuleContext): Writes;
  outcome(outputs: readonly StepOutput[], context: ModuleContext): ActionOutcome;
  isReadOnly(): boolean;
}

export type BoundRead = Asking<'read', Reading>;

interface BoundControl {
  readonly kind: 'control';
  effect(context: ModuleContext): ControlEffect;
}

export interface Compared {
  readonly kind: 'compared';
  diff(): Change[];
  apply(): Step[];
  writes(): Writes;
  predict(): Prediction[];
  /**
   * Registered fields: of a state from these answers, of an action where there is nothing to do. Undefined: it registers none.
   * `earlier`: the answers before apply, which are these where nothing differs.
   */
  readonly result: ((earlier: readonly unknown[]) => Record<string, unknown>) | undefined;
}

export interface Reading {
  readonly kind: 'reading';
  result(): Record<string, unknown>;
}

/** What a control module asks of the engine. */
export type ControlEffect =
  | {
      readonly kind: 'result';
      readonly result: Record<string, unknown>;
      readonly message?: string | undefined;
      readonly failed?: string | undefined;
      /** The message is shown only where the run's verbosity is at least this. */
      readonly verbosity?: number | undefined;
    }
  /** Brings in the tasks of a file or a role. */
  | { readonly kind: 'include'; readonly target: string }
  | {
      readonly kind: 'set-fact';
      readonly facts: Readonly<Record<string, unknown>>;
      /** They become facts of the host too. */
      readonly isCacheable: boolean;
    }
  | {
      readonly kind: 'include-vars';
      readonly path: string;
      readonly isDirectory: boolean;
      readonly name?: string | undefined;
    }
  | {
      readonly kind: 'pause';
      readonly seconds?: number | undefined;
      readonly prompt?: string | undefined;
      readonly echo: boolean;
    }
  | {
      readonly kind: 'add-host';
      readonly name: string;
      readonly groups: readonly string[];
      readonly variables: Readonly<Record<string, unknown>>;
    }
  | {
      /** Asks the same of several hosts at once, in one round trip each, whether or not the run is for them. */
      readonly kind: 'survey';
      readonly hosts: readonly string[];
      /** Asked when the others have answered. */
      readonly last?: readonly string[] | undefined;
      /** How long to wait for each host before it counts as unreachable; undefined: as long as connecting may take. */
      readonly patienceMs?: number | undefined;
      /** The same for `last`, counted from when they are asked; undefined: as for the others. */
      readonly lastPatienceMs?: number | undefined;
      readonly queries: Queries;
      readonly conclude: (replies: ReadonlyMap<string, SurveyReply>) => SurveyOutcome;
    }
  | { readonly kind: 'group-by'; readonly key: string; readonly parents: readonly string[] }
  | { readonly kind: 'meta'; readonly action: MetaAction }
  | {
      readonly kind: 'wait-for-connection';
      readonly delaySeconds: number;
      readonly timeoutSeconds: number;
      readonly intervalSeconds: number;
    }
  | {
      readonly kind: 'reboot';
      readonly message: string;
      readonly timeoutSeconds: number;
      readonly preDelaySeconds: number;
      readonly postDelaySeconds: number;
      readonly testCommand: string;
    };

/** What a host answered to a survey, by the names of its queries, or why it could not be asked. */
export type SurveyReply =
  | { readonly answers: Readonly<Record<string, unknown>> }
  | { readonly problem: 'unreachable' | 'locked'; readonly message: string };

export interface SurveyOutcome {
  readonly result: Record<string, unknown>;
  readonly message?: string | undefined;
  readonly failed?: { readonly message: string; readonly hint?: string | undefined } | undefined;
}

export type MetaAction =
  | 'flush_handlers'
  | 'noop'
  | 'end_play'
  | 'end_host'
  | 'end_batch'
  | 'end_role'
  | 'clear_facts'
  | 'clear_host_errors'
  | 'refresh_inventory'
  | 'reset_connection';

/** Queries by a name of the module's own choice; a list where their number depends on the parameters. */
export type Queries = Readonly<Record<string, Query | readonly Query[]>>;

/** The answers, in the shape of the queries. */
export type Answers<Q extends Queries> = {
  readonly [K in keyof Q]: Q[K] extends Query<infer A>
    ? A
    : Q[K] extends readonly Query<infer A>[]
      ? readonly A[]
      : never;
};

/** One attribute that differs. Values are plain data that a person can read. */
export interface Change {
  readonly attribute: string;
  readonly before: unknown;
  readonly after: unknown;
  /** More for people about the new value, such as a version. It is shown, and never compared. */
  readonly note?: string | undefined;
  /** Whether it will be needed is not known before apply: apply may find that nothing differs. */
  readonly may?: boolean | undefined;
  /** `after` follows from what was there before, as an edit of a file does: it is another where that turns out to be another. */
  readonly isRelative?: boolean | undefined;
  /** Content that is shown as a unified diff. `before` left out: the engine reads the file at `path`. */
  readonly content?:
    { readonly path: string; readonly before?: Buffer | null | undefined; readonly after: Buffer | null } | undefined;
  /** What is shown in place of the values: of a digest a short content could be guessed, so people see its size. */
  readonly shown?: { readonly before: unknown; readonly after: unknown } | undefined;
  /** The values are secret and are shown as such only. */
  readonly secret?: boolean | undefined;
}

export interface Prediction {
  readonly query: Query;
  /** Of the query's type, or `Unknown`, or `UNCHANGED`. */
  readonly answer: unknown;
}

/** The resources that apply may touch beside those that it predicts. */
export interface Writes {
  readonly keys: readonly ResourceKey[];
  /**
   * `creates`: may also create what is not there, as a package does. `anything`: may change whatever is on the host,
   * as a command does. Left out: nothing but `keys`.
   */
  readonly unlistedEffects?: 'creates' | 'anything' | undefined;
}

export interface Owned {
  readonly key: ResourceKey;
  /** A task that removes it. */
  readonly remove: { readonly module: string; readonly params: Readonly<Record<string, unknown>> };
}

export interface ActionOutcome {
  readonly changed: boolean;
  /** Why it failed; absent when it did not. */
  readonly failed?: string | undefined;
  readonly result: Record<string, unknown>;
}

/** What a module may know beside its parameters. */
export interface ModuleContext {
  readonly host: HostTraits;
  readonly inputs: Readonly<Record<string, LocalContent>>;
  readonly checkMode: boolean;
  /** Asked after its own apply, to prove it: what leaves no trace, such as a restart, is no difference any more. */
  readonly isRecheck?: boolean | undefined;
  /** The user that the task runs as; undefined: the session's own, root almost always. */
  readonly as: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** The time of the run: one moment, the same for all of its tasks. */
  readonly now: Date;
  /** The parameters that are `expression`s as the task writes them: text, where the module itself gets values. */
  readonly written?: Readonly<Record<string, unknown>> | undefined;
}

/** Facts that decide how a module does its work. */
export interface HostTraits {
  /** `Debian`, `Ubuntu`. */
  readonly distribution: string;
  /** `12`, `24.04`; `sid` where there is no number. */
  readonly version: string;
  /** `bookworm`. */
  readonly release: string;
  /** Debian's name: `amd64`. */
  readonly architecture: string;
  /** SELinux is on. */
  readonly hasSelinux?: boolean;
}

/** The state that was asked for can't be reached. `message` is one sentence; `hint` says what to do. */
export class ModuleFailure extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'ModuleFailure';
    this.hint = hint;
  }
}
