import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { CodeLoader } from '../controller/load-code.ts';
import type { OwnModule } from './own/own-module.ts';
import type { Handler, Keywords, Role, RoleMeta, TaskItem } from './types.ts';
import type { RoleCalls } from './role/role-call.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { OnDialect } from './files/note-dialect.ts';
import type { TemplateReader } from './files/template-reader.ts';
import type { YamlFiles } from './files/yaml-files.ts';

/** A collection under development: a directory with a galaxy.yml, which says its name. */
export interface OwnCollection {
  readonly name: string;
  readonly path: string;
}

/** What all parts of one load share. */
export interface LoadSession {
  readonly files: YamlFiles;
  readonly diagnostics: DiagnosticList;
  /** Directories that hold roles, first to last. */
  readonly rolesPath: readonly string[];
  /** The directory of the roles that come with the program. */
  readonly bundledRoles?: string | undefined;
  /** Directories that hold collections, or `ansible_collections`, first to last. */
  readonly collectionsPath: readonly string[];
  /** Those that the playbook stands in. */
  readonly ownCollections: readonly OwnCollection[];
  /** Names of the collections that roles are looked for in: of `collections:`, and of roles in use. Grows while loading. */
  readonly collections: Set<string>;
  /** Directories of roles in use, in the order in which they were met. Grows while loading. */
  readonly roleDirectories: Set<string>;
  /** Directories of own modules, of the configuration; undefined: the usual ones. */
  readonly libraryPath?: readonly string[] | undefined;
  /** Modules of an Ansible that is installed on this machine may be run. */
  readonly wantsAnsibleModules: boolean;
  /** Of each file of the project that was loaded for a module. */
  readonly ownModules: Map<string, OwnModule>;
  /** Set with the first file of code that is loaded. */
  readonly code: { loader?: CodeLoader };
  /** Files of filters and tests that were loaded. */
  readonly plugins: Set<string>;
  /** Absolute directory of the playbook that is being loaded: the one that was asked for, or one that it imports. */
  readonly playbookDirectory: string;
  /** The name without the extension of the playbook that was asked for. */
  readonly playbookName: string;
  /** Loads a list of tasks: blocks, imports and roles hold such lists in turn. */
  readonly loadItems: (node: YamlNode | undefined, context: TaskContext) => Promise<TaskItem[]>;
  /** Whether a task that was loaded runs on this machine, or brings a file to it. */
  readonly hasLocalTasks: { value: boolean };
  /** What may be skipped is held to be right like all else. */
  readonly strict: boolean;
  readonly onDialect: OnDialect | undefined;
  readonly readers: Map<string, TemplateReader>;
  readonly metas: Map<string, RoleMeta>;
  /** Circles of roles that were reported. */
  readonly cycles: Set<string>;
  /** How often each id was given out. */
  readonly ids: Map<string, number>;
  /** How many entries each role has so far. */
  readonly roleEntries: Map<string, number>;
  readonly roleCalls: RoleCalls;
}

/** Where tasks stand: what they inherit, and what they can name. */
export interface TaskContext {
  readonly session: LoadSession;
  readonly keywords: Keywords;
  readonly role?: Role | undefined;
  /** Directories in which task files are looked for, first to last. */
  readonly taskPath: readonly string[];
  /** Absolute paths of the task files and roles that import each other down to here. */
  readonly chain: readonly string[];
  /** Of the chain, the task files since the last condition or loop on the way: to come back to one of them has no end. */
  readonly endless: readonly string[];
  /** Where the handlers of imported roles go. */
  readonly handlers: Handler[];
  readonly isHandlers: boolean;
  /** An include around has a condition or a loop, or stands in a rescue. */
  readonly mayBeSkipped?: boolean | undefined;
  /** In a role's verify/, where nothing may change. */
  readonly isVerify?: boolean | undefined;
  /** Loop variables of the includes around. */
  readonly loopVars: readonly string[];
}

/** `text`, or `text#2` where it was given out before. */
export function uniqueId(text: string, { ids }: LoadSession): string {
  const count = countUp(text, ids);
  return count === 1 ? text : `${text}#${count}`;
}

/** How often the text has come, this time included. */
export function countUp(text: string, counts: Map<string, number>): number {
  const count = (counts.get(text) ?? 0) + 1;
  counts.set(text, count);
  return count;
}
