import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { PythonFile, PythonPlugins } from '../controller/python-plugins.ts';
import type { CodeLoader } from '../controller/load-code.ts';
import type { OwnModule } from './own/own-module.ts';
import type { Handler, Keywords, Role, RoleMeta, TaskItem } from './types.ts';
import type { RoleCalls } from './role/role-call.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { OnDialect } from './files/note-dialect.ts';
import type { TemplateReader } from './files/template-reader.ts';
import type { YamlFiles } from './files/yaml-files.ts';

/** A collection under development: a directory with a galaxy.yml, which contains its name. */
export interface OwnCollection {
  readonly name: string;
  readonly path: string;
}

/** The context that all parts of a load share. */
export interface LoadSession {
  readonly files: YamlFiles;
  readonly diagnostics: DiagnosticList;
  /** Directories of roles, in search order. */
  readonly rolesPath: readonly string[];
  /** The directory of the bundled roles. */
  readonly bundledRoles?: string | undefined;
  /** Directories of collections, or of `ansible_collections`, in search order. */
  readonly collectionsPath: readonly string[];
  /** The collections that contain the playbook. */
  readonly ownCollections: readonly OwnCollection[];
  /** Names of collections that are searched for roles: from `collections:`, and of roles in use. Grows while loading. */
  readonly collections: Set<string>;
  /** Directories of roles in use, in the order of their first use. Grows while loading. */
  readonly roleDirectories: Set<string>;
  /** Configured directories of own modules; undefined means the usual ones. */
  readonly libraryPath?: readonly string[] | undefined;
  /** Whether modules of an installed Ansible may be run. */
  readonly wantsAnsibleModules: boolean;
  /** Loaded modules of the project, by file. */
  readonly ownModules: Map<string, OwnModule>;
  /** Set when the first file of code is loaded. */
  readonly code: { loader?: CodeLoader };
  /** Files of filters, tests and lookups in Python; grows while loading. `plugins` is set when the first of them is used. */
  readonly python: { readonly files: PythonFile[]; plugins?: PythonPlugins };
  /** Loaded files of filters and tests. */
  readonly plugins: Set<string>;
  /** Absolute directory of the playbook that is being loaded: the requested one, or one that it imports. */
  readonly playbookDirectory: string;
  /** The name of the requested playbook without its extension. */
  readonly playbookName: string;
  /** Loads a list of tasks; blocks, imports and roles contain such lists. */
  readonly loadItems: (node: YamlNode | undefined, context: TaskContext) => Promise<TaskItem[]>;
  /** Whether a loaded task runs on this machine, or copies a file to it. */
  readonly hasLocalTasks: { value: boolean };
  /** Whether tasks that may be skipped are checked like all others. */
  readonly strict: boolean;
  readonly onDialect: OnDialect | undefined;
  readonly readers: Map<string, TemplateReader>;
  readonly metas: Map<string, RoleMeta>;
  /** Reported cycles of roles. */
  readonly cycles: Set<string>;
  /** The number of uses of each ID. */
  readonly ids: Map<string, number>;
  /** The number of entries of each role so far. */
  readonly roleEntries: Map<string, number>;
  readonly roleCalls: RoleCalls;
}

/** The context of tasks: inherited keywords and visible names. */
export interface TaskContext {
  readonly session: LoadSession;
  readonly keywords: Keywords;
  readonly role?: Role | undefined;
  /** Directories that are searched for task files, in order. */
  readonly taskPath: readonly string[];
  /** Absolute paths of the task files and roles on the path of imports to here. */
  readonly chain: readonly string[];
  /** The part of the chain since the last condition or loop: an include of one of these files never ends. */
  readonly endless: readonly string[];
  /** Receives the handlers of imported roles. */
  readonly handlers: Handler[];
  readonly isHandlers: boolean;
  /** Whether an enclosing include has a condition or a loop, or is in a rescue. */
  readonly mayBeSkipped?: boolean | undefined;
  /** Whether the tasks belong to a role's verify/, which must not change anything. */
  readonly isVerify?: boolean | undefined;
  /** Loop variables of the enclosing includes. */
  readonly loopVars: readonly string[];
}

/** `text`, or `text#2` if it was used before. */
export function uniqueId(text: string, { ids }: LoadSession): string {
  const count = countUp(text, ids);
  return count === 1 ? text : `${text}#${count}`;
}

/** The number of uses of the text, including this one. */
export function countUp(text: string, counts: Map<string, number>): number {
  const count = (counts.get(text) ?? 0) + 1;
  counts.set(text, count);
  return count;
}
