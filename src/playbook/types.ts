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

/** A loaded playbook: all files that it names are read, all imports expanded, and all expressions compiled. */
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
  /** Templated paths; each entry may be a list of alternatives, of which the first existing file is read. */
  readonly varsFiles: readonly VarsFile[];
  /** Absolute directory of the playbook that contains the play, even if it is imported. Files that the play names are searched there. */
  readonly directory: string;
  /** Variables that are prompted for before the run; `vars` contains their known values. */
  readonly prompts: readonly VarsPrompt[];
  /** The sort order of its hosts; undefined means the order of the inventory. */
  readonly order?: PlayOrder | undefined;
  /** Connection settings for hosts whose own variables do not contain them: `ansible_connection`, `ansible_user`, `ansible_port`, `ansible_become_method`. */
  readonly connection: ReadonlyMap<string, Templated>;
  /** Batch sizes in order, of which the last one is repeated: 1, `25%`. Empty means all hosts at once. */
  readonly serial: readonly (number | string)[];
  /** Settings with expressions, which are evaluated when the inventory and `-e` are known; undefined if there are none. */
  readonly settings?: PlaySettings | undefined;
  /** 0 to 100; undefined means no limit. */
  readonly maxFailPercentage?: number | undefined;
  readonly anyErrorsFatal: boolean;
  /** Whether it contains the openings of roles: a task that fails there ends the run. */
  readonly isOpening?: boolean | undefined;
  /** Undefined if no earlier play adds hosts or groups. */
  readonly joinable?: JoinableNames | undefined;
  readonly preTasks: readonly TaskItem[];
  readonly roles: readonly RoleEntry[];
  readonly tasks: readonly TaskItem[];
  readonly postTasks: readonly TaskItem[];
  readonly handlers: readonly Handler[];
  readonly range: SourceRange;
}

export type PlayOrder = 'inventory' | 'reverse_inventory' | 'sorted' | 'reverse_sorted' | 'shuffle';

/** The names that tasks of earlier plays may add to the inventory. */
export interface JoinableNames {
  /** Literal names of hosts and groups. */
  readonly names: ReadonlySet<string>;
}

export interface PatternText {
  /** The text as written, if it is an expression that is not evaluated yet. */
  readonly pattern: string;
  readonly range: SourceRange;
  /** The expressions of the pattern. */
  readonly template?: Templated | undefined;
  /** Whether an expression has no value yet, so that the pattern matches no host. */
  readonly isOpen?: boolean | undefined;
}

/** Settings of a play with expressions. */
export type PlaySettings = Readonly<Partial<Record<'serial' | 'max_fail_percentage' | 'gather_facts', Templated>>>;

/** A role as named in a play. */
export interface RoleEntry {
  readonly id: EntryId;
  readonly role: Role;
  /** Absent means the hosts of the play. */
  readonly hosts?: PatternText | undefined;
  /** Role parameters: from `vars`, and keys next to it. */
  readonly vars: VariableLayer;
  /** The keys next to `vars`: as in Ansible, they override variables that tasks set. */
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
  /** The tasks, with the keywords of the play and of the role's entry merged into each. */
  readonly tasks: readonly TaskItem[];
  /** The role whose tasks import it. */
  readonly importedBy?: Role | undefined;
  /** Its own handlers, and those of the roles that its tasks import. */
  readonly handlers: readonly Handler[];
  /** Its own defaults (including those of meta/main.yml), over those of its dependencies; likewise `vars`. */
  readonly defaults: VariableLayer;
  readonly vars: VariableLayer;
  readonly meta: RoleMeta;
  /** verify/main.yml; empty if it does not exist. */
  readonly verify: readonly TaskItem[];
  /** opening/main.yml: checks before the first play. */
  readonly opening?: readonly TaskItem[] | undefined;
  /** closing/main.yml: tasks after all plays, together with the removal of undeclared resources. */
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
  /** Keywords of a dependency for its tasks: `when`, `tags` and others. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly range: SourceRange;
}

export type TaskItem = Task | Block | Include;

/** A boolean keyword, or an expression that is evaluated for each host and item. */
export type Flag = boolean | Compiled;

/** By module, or by `group/NAME`. */
export type ModuleDefaults = ReadonlyMap<string, readonly YamlEntry[]>;

/** Keywords that a task inherits from its play, role entry, blocks and imports: the loader has merged them into each task. */
export interface Keywords {
  /** Conditions that must all be true, outermost first. */
  readonly when: readonly Compiled[];
  readonly tags: readonly string[];
  readonly become?: Flag | undefined;
  readonly becomeUser?: Templated | undefined;
  /** Outermost first; later ones override. */
  readonly environment: readonly Templated[];
  /** Block and task variables, outermost first. */
  readonly vars: readonly VariableLayer[];
  readonly noLog: Flag;
  readonly ignoreErrors: Flag;
  /** Undefined means the mode of the run. */
  readonly checkMode?: Flag | undefined;
  readonly diff?: Flag | undefined;
  /** Whether the host keeps replaced files for `provision restore`. */
  readonly backup?: Flag | undefined;
  readonly delegateTo?: Templated | undefined;
  readonly delegateFacts: Flag;
  readonly runOnce: Flag;
  readonly anyErrorsFatal?: Flag | undefined;
  /** The number of hosts that may run the task at the same time. */
  readonly throttle?: Templated | undefined;
  /** The handlers that tasks without `notify` notify. */
  readonly notify?: readonly Templated[] | undefined;
  /** Default parameters of modules, outermost first. */
  readonly moduleDefaults?: readonly ModuleDefaults[] | undefined;
  /** Time limit in seconds; 0 means no limit. */
  readonly timeout?: Templated | undefined;
}

export interface Task extends Keywords {
  readonly kind: 'task';
  /** A readable ID, unique in the playbook: `roles/nginx/tasks/main.yml:12`. */
  readonly id: string;
  /** The name as written; undefined means the name of the module is shown. */
  readonly name?: Templated | undefined;
  readonly module: Module;
  /** A mapping by the module's own parameter names (aliases are resolved, free-form text is parsed). */
  readonly args: Templated;
  /** As Ansible's tasks do, those of this one may name paths of the host from where its modules run. */
  readonly takesRelativePaths?: boolean | undefined;
  /** Templated names of set_fact, by their written form. */
  readonly keyTemplates?: ReadonlyMap<string, Templated> | undefined;
  readonly loop?: Templated | undefined;
  readonly loopControl: LoopControl;
  readonly register?: string | undefined;
  /** Variables that the task may set for its host: those of `register`, set_fact and include_vars. */
  readonly mayDefine?: readonly string[] | undefined;
  /** For include_vars: the known variables of the files that it may read. */
  readonly mayInclude?: readonly VariableLayer[] | undefined;
  /** Whether it reads a variables file whose name depends on the host, so that `mayDefine` may be incomplete. */
  readonly mayDefineOthers?: boolean | undefined;
  readonly notify: readonly Templated[];
  readonly changedWhen?: readonly Compiled[] | undefined;
  readonly failedWhen?: readonly Compiled[] | undefined;
  readonly until?: readonly Compiled[] | undefined;
  /** Number of further attempts; the default with `until` is 3. */
  readonly retries?: Templated | undefined;
  /** Seconds between attempts; the default is 5. */
  readonly delay?: Templated | undefined;
  /** Time limit in seconds; with `poll` 0 the run does not wait for the task. */
  readonly asyncSeconds?: Templated | undefined;
  readonly poll?: Templated | undefined;
  /** Undefined outside a role. */
  readonly role?: Role | undefined;
  /** The compiled template of a literal `src`. */
  readonly template?: Compiled | undefined;
  /** Directories that are searched for relative `src` paths, in order. */
  readonly searchPath: SearchPath;
  /** For a handler that is an include: the include. */
  readonly include?: Include | undefined;
  readonly range: SourceRange;
}

/** Directories in search order. */
export interface SearchPath {
  readonly files: readonly string[];
  readonly templates: readonly string[];
  /** For include_vars. */
  readonly vars: readonly string[];
}

export interface Handler extends Task {
  /** Topics in addition to its name. */
  readonly listen: readonly string[];
}

export interface LoopControl {
  readonly loopVar: string;
  readonly indexVar?: string | undefined;
  readonly label?: Templated | undefined;
  readonly pauseSeconds?: number | undefined;
  /** Whether `ansible_loop` describes the position of the item; `items`: together with all items. */
  readonly extended?: 'items' | 'place' | undefined;
}

/** Tasks with rescue or always, or of a role that runs once. Other blocks are dissolved by the loader. */
export interface Block {
  readonly kind: 'block';
  readonly name?: Templated | undefined;
  readonly block: readonly TaskItem[];
  readonly rescue: readonly TaskItem[];
  readonly always: readonly TaskItem[];
  /** The role that contains it. */
  readonly role: Role | undefined;
  /** Its tasks are those of a role that runs once in a play. */
  readonly call?: RoleCall | undefined;
  readonly range: SourceRange;
}

/** `include_tasks` and `include_role`: loaded when they are reached, since their name may depend on the host. */
export interface Include {
  readonly kind: 'include';
  readonly id: string;
  readonly name?: Templated | undefined;
  readonly what: 'tasks' | 'role';
  /** The role that contains it. */
  readonly role: Role | undefined;
  readonly target: Templated;
  readonly keywords: Keywords;
  readonly loop?: Templated | undefined;
  readonly loopControl: LoopControl;
  readonly register?: string | undefined;
  /**
   * The tasks, with the include's keywords merged into each, except for the include's own `when`, which is evaluated once, and
   * its `ignore_errors`.
   * Rejects with `InvalidInput`. Returns the same tasks for the same target.
   */
  readonly load: (target: string) => Promise<Included>;
  /**
   * The possible results of `load` that are known before the run: one for a literal target; for a target that depends on the host,
   * one for each matching file; none if it includes itself.
   */
  readonly candidates: readonly Included[];
  readonly range: SourceRange;
}

export interface Included {
  readonly items: readonly TaskItem[];
  /** The included role; undefined for a file of tasks. */
  readonly role: Role | undefined;
  /** For a role: its defaults and vars. */
  readonly layers: { readonly defaults?: VariableLayer | undefined; readonly vars?: VariableLayer | undefined };
  readonly handlers: readonly Handler[];
}
