import type { VarsPrompt } from './play/vars-prompt.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { Compiled, Templated } from '../expression/compiled.ts';
import type { Module } from '../module-api/module.ts';
import type { YamlEntry } from '../yaml/node.ts';
import type { EntryId, PlayId } from './ids.ts';
import type { RoleCall } from './role/role-call.ts';
import type { VariableDeclaration } from './role/variable-declaration.ts';
import type { VariableLayer, VarsFile } from './variables/variable-layer.ts';

export type { RoleCall } from './role/role-call.ts';
export type { VariableLayer, VarsFile } from './variables/variable-layer.ts';

/** A playbook, whole: every file that it names is read, every import expanded, every expression compiled. */
export interface Playbook {
  readonly path: string;
  readonly plays: readonly Play[];
}

export interface Play {
  readonly id: PlayId;
  readonly name: string;
  readonly hosts: PatternText;
  readonly gatherFacts: boolean;
  readonly vars: VariableLayer;
  /** Templated paths; each entry may be a list of alternatives, of which the first that exists is read. */
  readonly varsFiles: readonly VarsFile[];
  /** Absolute: that of the playbook that the play stands in, be it imported. What the play names is looked for there. */
  readonly directory: string;
  /** Variables that are asked for before the run; `vars` has what is known of them. */
  readonly prompts: readonly VarsPrompt[];
  /** How its hosts are sorted; undefined: as in the inventory. */
  readonly order?: PlayOrder | undefined;
  /** How its hosts are connected to where their own variables do not say: `ansible_connection`, `ansible_user`, `ansible_port`. */
  readonly connection: ReadonlyMap<string, Templated>;
  /** Batch sizes in order, the last one repeated: 1, `25%`. Empty: all hosts at once. */
  readonly serial: readonly (number | string)[];
  /** Those that are expressions, which are settled once the inventory and `-e` are known; undefined: none. */
  readonly settings?: PlaySettings | undefined;
  /** 0 to 100; undefined: no limit. */
  readonly maxFailPercentage?: number | undefined;
  readonly anyErrorsFatal: boolean;
  /** It holds what roles ask before anything is changed: a task that fails there ends the run. */
  readonly isOpening?: boolean | undefined;
  /** Undefined: no earlier play adds a host or a group. */
  readonly joinable?: JoinableNames | undefined;
  readonly preTasks: readonly TaskItem[];
  readonly roles: readonly RoleEntry[];
  readonly tasks: readonly TaskItem[];
  readonly postTasks: readonly TaskItem[];
  readonly handlers: readonly Handler[];
  readonly range: SourceRange;
}

export type PlayOrder = 'inventory' | 'reverse_inventory' | 'sorted' | 'reverse_sorted' | 'shuffle';

/** What tasks of earlier plays may add to the inventory. */
export interface JoinableNames {
  /** Of hosts and groups, as far as they are written without an expression. */
  readonly names: ReadonlySet<string>;
}

export interface PatternText {
  /** As it is written, where it is an expression that is still open. */
  readonly pattern: string;
  readonly range: SourceRange;
  /** The expressions that it is made of. */
  readonly template?: Templated | undefined;
  /** What its expressions give is not known: it means no host yet. */
  readonly isOpen?: boolean | undefined;
}

/** Settings of a play that are expressions. */
export type PlaySettings = Readonly<Partial<Record<'serial' | 'max_fail_percentage' | 'gather_facts', Templated>>>;

/** A role as named in a play. */
export interface RoleEntry {
  readonly id: EntryId;
  readonly role: Role;
  /** Absent: the play's hosts. */
  readonly hosts?: PatternText | undefined;
  /** Role parameters: what `vars` says, and what stands beside it. */
  readonly vars: VariableLayer;
  /** Of these, those that stand beside `vars`: as in Ansible, they win over what tasks set. */
  readonly params?: VariableLayer | undefined;
  readonly keywords: Keywords;
  /** Pulled in by another role's `dependencies`, before that role, and with its keywords. */
  readonly isDependency: boolean;
  /** Equal calls of a play run once on a host. Undefined: it runs each time (`allow_duplicates`). */
  readonly call: RoleCall | undefined;
  /** Names the manifest of what it declares: its own id, or that of the first entry with this call in the play. */
  readonly owner: EntryId;
  /** Its tasks are the role's `closing`, and what its owner no longer declares is its to remove. */
  readonly isClosing?: boolean | undefined;
  /** Its tasks are the role's `opening`: it owns nothing. */
  readonly isOpening?: boolean | undefined;
  readonly range: SourceRange;
}

export interface Role {
  readonly name: string;
  /** Absolute directory. */
  readonly path: string;
  /** With the keywords of the play and of the role's entry merged into each. */
  readonly tasks: readonly TaskItem[];
  /** The role in whose tasks it is imported. */
  readonly importedBy?: Role | undefined;
  /** Its own, and those of the roles that its tasks import. */
  readonly handlers: readonly Handler[];
  /** Its own (also those of meta/main.yml) over those of the roles that it depends on; so with `vars`. */
  readonly defaults: VariableLayer;
  readonly vars: VariableLayer;
  readonly meta: RoleMeta;
  /** verify/main.yml; empty where there is none. */
  readonly verify: readonly TaskItem[];
  /** opening/main.yml: what is asked before any play has begun. */
  readonly opening?: readonly TaskItem[] | undefined;
  /** closing/main.yml: what is left for when all plays have ended, as is the removal of what is no longer declared. */
  readonly closing?: readonly TaskItem[] | undefined;
}

export interface RoleMeta {
  readonly description?: string | undefined;
  readonly variables: ReadonlyMap<string, VariableDeclaration>;
  readonly allowsDuplicates: boolean;
  readonly dependencies: readonly RoleReference[];
  readonly after: readonly RoleReference[];
  readonly requires: readonly RoleReference[];
}

export interface RoleReference {
  readonly role: string;
  readonly vars: VariableLayer;
  /** Keywords of a dependency, for its tasks: `when`, `tags` and the like. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly range: SourceRange;
}

export type TaskItem = Task | Block | Include;

/** A keyword that is true or false, or an expression that says so for a host and an item. */
export type Flag = boolean | Compiled;

/** By module, or by `group/NAME`. */
export type ModuleDefaults = ReadonlyMap<string, readonly YamlEntry[]>;

/** What a task inherits from its play, role entry, blocks and imports: already merged into each task by the loader. */
export interface Keywords {
  /** All must be true, outermost first. */
  readonly when: readonly Compiled[];
  readonly tags: readonly string[];
  readonly become?: Flag | undefined;
  readonly becomeUser?: Templated | undefined;
  readonly becomeMethod?: string | undefined;
  /** Outermost first; later ones override. */
  readonly environment: readonly Templated[];
  /** Block and task variables, outermost first. */
  readonly vars: readonly VariableLayer[];
  readonly noLog: Flag;
  readonly ignoreErrors: Flag;
  /** Undefined: as the run. */
  readonly checkMode?: Flag | undefined;
  readonly diff?: Flag | undefined;
  /** What it replaces is kept on the host, for `provision restore`. */
  readonly backup?: Flag | undefined;
  readonly delegateTo?: Templated | undefined;
  readonly delegateFacts: Flag;
  readonly runOnce: Flag;
  readonly anyErrorsFatal?: Flag | undefined;
  /** How many hosts may do the task at once. */
  readonly throttle?: Templated | undefined;
  /** What a task notifies that says nothing itself. */
  readonly notify?: readonly Templated[] | undefined;
  /** Parameters that tasks of a module have unless they say otherwise, outermost first. */
  readonly moduleDefaults?: readonly ModuleDefaults[] | undefined;
  /** Seconds that what a task runs may take; 0: for ever. */
  readonly timeout?: Templated | undefined;
}

export interface Task extends Keywords {
  readonly kind: 'task';
  /** Unique in the playbook; readable: `roles/nginx/tasks/main.yml:12`. */
  readonly id: string;
  /** As written; undefined: the module's name stands for it. */
  readonly name?: Templated | undefined;
  readonly module: Module;
  /** A mapping; keys are the module's own (aliases are resolved), free-form text is parsed. */
  readonly args: Templated;
  /** Names of parameters that are expressions, which set_fact may have, by what is written. */
  readonly keyTemplates?: ReadonlyMap<string, Templated> | undefined;
  readonly loop?: Templated | undefined;
  readonly loopControl: LoopControl;
  readonly register?: string | undefined;
  /** Variables that it may set for its host: `register`, and those of set_fact and include_vars. */
  readonly mayDefine?: readonly string[] | undefined;
  /** Of include_vars: the variables of the files that it may read, as far as they are known. */
  readonly mayInclude?: readonly VariableLayer[] | undefined;
  /** It reads a file of variables whose name depends on the host: `mayDefine` need not be all. */
  readonly mayDefineOthers?: boolean | undefined;
  readonly notify: readonly Templated[];
  readonly changedWhen?: readonly Compiled[] | undefined;
  readonly failedWhen?: readonly Compiled[] | undefined;
  readonly until?: readonly Compiled[] | undefined;
  /** Attempts after the first; 3 when there is `until` and nothing else is said. */
  readonly retries?: Templated | undefined;
  /** Seconds between attempts; 5 by default. */
  readonly delay?: Templated | undefined;
  /** Longest time in seconds that it may take; `poll` 0 does not wait for it. */
  readonly asyncSeconds?: Templated | undefined;
  readonly poll?: Templated | undefined;
  /** Undefined outside a role. */
  readonly role?: Role | undefined;
  /** The template that a `src` of plain text names, compiled. */
  readonly template?: Compiled | undefined;
  /** Directories in which relative `src` paths are looked for, first to last. */
  readonly searchPath: SearchPath;
  /** Of a handler that brings in tasks: what they are. */
  readonly include?: Include | undefined;
  readonly range: SourceRange;
}

/** Directories, first to last. */
export interface SearchPath {
  readonly files: readonly string[];
  readonly templates: readonly string[];
  /** Of include_vars. */
  readonly vars: readonly string[];
}

export interface Handler extends Task {
  /** Topics beside its name. */
  readonly listen: readonly string[];
}

export interface LoopControl {
  readonly loopVar: string;
  readonly indexVar?: string | undefined;
  readonly label?: Templated | undefined;
  readonly pauseSeconds?: number | undefined;
  /** `ansible_loop` tells where in the loop an item is; `items`: with all of them. */
  readonly extended?: 'items' | 'place' | undefined;
}

/** Tasks with rescue or always, or of a role that runs once. Other blocks are dissolved by the loader. */
export interface Block {
  readonly kind: 'block';
  readonly name?: Templated | undefined;
  readonly block: readonly TaskItem[];
  readonly rescue: readonly TaskItem[];
  readonly always: readonly TaskItem[];
  /** The role that it stands in. */
  readonly role: Role | undefined;
  /** Its tasks are those of a role that runs once in a play. */
  readonly call?: RoleCall | undefined;
  readonly range: SourceRange;
}

/** `include_tasks` and `include_role`: resolved when they are reached, since their name may depend on the host. */
export interface Include {
  readonly kind: 'include';
  readonly id: string;
  readonly name?: Templated | undefined;
  readonly what: 'tasks' | 'role';
  /** The role that it stands in. */
  readonly role: Role | undefined;
  readonly target: Templated;
  readonly keywords: Keywords;
  readonly loop?: Templated | undefined;
  readonly loopControl: LoopControl;
  readonly register?: string | undefined;
  /**
   * The tasks, with the include's keywords merged into each, save those of the include itself: its `when`, asked once, and
   * its `ignore_errors`.
   * Rejects with `InvalidInput`. The same target gives the same tasks.
   */
  readonly load: (target: string) => Promise<Included>;
  /**
   * What `load` may give, as far as it can be read ahead: one for a plain target; where the target depends on the host,
   * one for each file that fits it; none where it includes itself.
   */
  readonly candidates: readonly Included[];
  readonly range: SourceRange;
}

export interface Included {
  readonly items: readonly TaskItem[];
  /** The role that is included; undefined for a file of tasks. */
  readonly role: Role | undefined;
  /** For a role: its defaults and vars. */
  readonly layers: { readonly defaults?: VariableLayer | undefined; readonly vars?: VariableLayer | undefined };
  readonly handlers: readonly Handler[];
}
