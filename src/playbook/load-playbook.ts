import { RoleCalls } from './role/role-call.ts';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { UnreadableFile } from '../controller/file-error.ts';
import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean, listed } from '../diagnostic/suggest.ts';
import type { Module } from '../module-api/module.ts';
import { PlayId } from './ids.ts';
import type { Keywords, Play, Playbook, RoleMeta } from './types.ts';
import { readMapping } from '../yaml/read-mapping.ts';
import { expectKind, readString } from '../yaml/read-value.ts';
import { NO_KEYWORDS, mergeKeywords } from './task/read-keywords.ts';
import { loadItems } from './task/load-items.ts';
import type { YamlMapping, YamlNode } from '../yaml/node.ts';
import type { LoadYamlOptions } from '../yaml/load-yaml.ts';
import { keyText } from '../yaml/mapping.ts';
import { checkNotify } from './play/check-notify.ts';
import { checkOtherRoles } from './play/check-other-roles.ts';
import { closingPlays } from './play/closing-plays.ts';
import { loadPlay } from './play/load-play.ts';
import type { LoadSession } from './load-session.ts';
import { countUp } from './load-session.ts';
import { markJoinable } from './play/joinable-groups.ts';
import { openingPlays } from './play/opening-plays.ts';
import { IMPORT_KEYS } from './play/play-keys.ts';
import type { OnDialect } from './files/note-dialect.ts';
import { readerFor } from './files/reader-for.ts';
import { loadOwnPlugins } from './own/own-plugins.ts';
import { findCollection, ownCollections } from './role/find-collection.ts';
import { loadRoleMeta } from './role/load-role-meta.ts';
import { displayPath, reportUnreadable, YamlFiles } from './files/yaml-files.ts';
import { placeOf } from '../diagnostic/source-range.ts';
import { suggestFile } from './files/suggest-file.ts';

export interface LoadPlaybookOptions extends LoadYamlOptions {
  /** Directories of roles, searched after `roles/` next to the playbook and in its parent directory. */
  readonly rolesPath?: readonly string[] | undefined;
  /** The directory of the bundled roles: `provision.NAME`, or NAME if no other role has the name. */
  readonly bundledRoles?: string | undefined;
  /** Directories of collections, searched after `collections/` next to the playbook and in its parent directory. */
  readonly collectionsPath?: readonly string[] | undefined;
  /** Directories of own modules, in addition to those of the project and its roles; by default, Ansible's usual ones. */
  readonly libraryPath?: readonly string[] | undefined;
  /** Run modules of the Ansible that is installed on this machine, for modules that provision lacks. */
  readonly ansibleModules?: boolean | undefined;
  /** The default of `become` for plays. */
  readonly become?: boolean | undefined;
  readonly becomeUser?: string | undefined;
  /** The directory that the playbook is considered to be in; its own by default. */
  readonly directory?: string | undefined;
  /** Also read the roles that the playbook does not name, to find mistakes in them. */
  readonly checkAllRoles?: boolean | undefined;
  /** Unknown modules and parameters are errors everywhere. */
  readonly strict?: boolean | undefined;
  readonly onDialect?: OnDialect | undefined;
}

/**
 * A playbook with everything that it refers to. All mistakes that can be found without an inventory are in `diagnostics`; the readable
 * parts are returned in any case, so that further checks can run. Undefined if the playbook does not exist.
 */
export async function loadPlaybook(
  path: string,
  options: LoadPlaybookOptions,
  diagnostics: DiagnosticList,
): Promise<Playbook | undefined> {
  const session = createSession(resolve(path), options, diagnostics);
  if (session.files.isDirectory(resolve(path))) {
    reportUnreadable(new UnreadableFile(path, 'it is a directory'), diagnostics);
    return undefined;
  }
  if (!session.files.isFile(resolve(path))) {
    diagnostics.error({
      code: 'file-not-found',
      summary: `There is no playbook ${path}`,
      suggestion:
        didYouMean(basename(path), session.files.list(session.playbookDirectory)) ?? suggestPlaybook(path, session),
      range: placeOf(path),
    });
    return undefined;
  }
  await loadOwnPlugins(session);
  const named = await loadFile(resolve(path), startOf(options), { session, chain: [] });
  const plays = identify(markJoinable([...openingPlays(named), ...named, ...closingPlays(named)]));
  for (const play of plays) checkNotify(play, diagnostics);
  if (options.checkAllRoles) await checkOtherRoles(plays, session);
  return { path, plays };
}

function startOf({ become, becomeUser }: LoadPlaybookOptions): Keywords {
  const range = { source: { path: '--become-user', text: becomeUser ?? '' }, start: 0, end: becomeUser?.length ?? 0 };
  return {
    ...NO_KEYWORDS,
    ...(become && { become }),
    ...(becomeUser !== undefined && { becomeUser: { kind: 'literal', value: becomeUser, range } }),
  };
}

/** Makes the names of plays unique. */
function identify(plays: readonly Play[]): Play[] {
  const counts = new Map<string, number>();
  return plays.map((play, index) => {
    const count = countUp(play.name, counts);
    return { ...play, id: new PlayId(index, count === 1 ? play.name : `${play.name}#${count}`) };
  });
}

function createSession(path: string, options: LoadPlaybookOptions, diagnostics: DiagnosticList): LoadSession {
  const directory = options.directory ?? dirname(path);
  const files = new YamlFiles(options);
  const own = ownCollections(directory, { files });
  return {
    files,
    diagnostics,
    bundledRoles: options.bundledRoles,
    rolesPath: besides(directory, 'roles', options.rolesPath),
    collectionsPath: [...besides(directory, 'collections', options.collectionsPath), ...aroundCollection(directory)],
    ownCollections: own,
    collections: new Set(own.map(({ name }) => name)),
    roleDirectories: new Set(),
    libraryPath: options.libraryPath,
    wantsAnsibleModules: options.ansibleModules ?? false,
    ownModules: new Map(),
    code: {},
    python: { files: [] },
    plugins: new Set(),
    playbookDirectory: directory,
    playbookName: basename(path, extname(path)),
    loadItems,
    hasLocalTasks: { value: false },
    strict: options.strict ?? false,
    onDialect: options.onDialect,
    readers: new Map(),
    metas: new Map(),
    cycles: new Set(),
    ids: new Map(),
    roleEntries: new Map(),
    roleCalls: new RoleCalls(),
  };
}

/** As in Ansible, an imported playbook finds the roles and collections beside it first, then those of the importing one. */
function importedSession(directory: string, session: LoadSession): LoadSession {
  if (directory === session.playbookDirectory) return session;
  return {
    ...session,
    playbookDirectory: directory,
    rolesPath: besides(directory, 'roles', session.rolesPath),
    collectionsPath: besides(directory, 'collections', session.collectionsPath),
  };
}

/** The directories with this name beside a playbook and beside its directory, then the others. */
const besides = (directory: string, name: string, others: readonly string[] = []): string[] => [
  ...new Set([join(directory, name), join(directory, '..', name), ...others.map((entry) => resolve(entry))]),
];

/** The base directory for playbooks of other collections: the directory that contains `ansible_collections`. */
function aroundCollection(directory: string): string[] {
  const end = directory.lastIndexOf('/ansible_collections/');
  return end < 0 ? [] : [directory.slice(0, end)];
}

/** Suggests the existing playbooks, or the directory to run the program in. */
function suggestPlaybook(path: string, { files }: LoadSession): string {
  const known = files.list(resolve('playbooks')).filter((name) => /\.ya?ml$/.test(name));
  return known.length === 0
    ? `Create \`${path}\`, or run the program in the directory of a project, which contains playbooks/ and inventories/.`
    : `The playbooks are ${listed(known)}: write \`--playbook ${known[0] ?? ''}\`.`;
}

interface FileContext {
  readonly session: LoadSession;
  readonly chain: readonly string[];
}

async function loadFile(path: string, inherited: Keywords, { session, chain }: FileContext): Promise<Play[]> {
  const node = session.files.readYaml(path, session.diagnostics);
  const list =
    node && expectKind(node, 'sequence', { what: 'a playbook', example: exampleOfPlaybook(node) }, session.diagnostics);
  const plays: Play[] = [];
  for (const item of list?.items ?? []) {
    const mapping = expectKind(item, 'mapping', { what: 'a play', example: exampleOfPlay(item) }, session.diagnostics);
    if (mapping) plays.push(...(await loadItem(mapping, inherited, { session, chain: [...chain, path] })));
  }
  return plays;
}

const exampleOfPlaybook = (node: YamlNode): string | undefined =>
  node.kind === 'mapping' ? undefined : exampleOfPlay(node);

const exampleOfPlay = (node: YamlNode): string =>
  `- hosts: ${node.kind === 'scalar' && /^[\w.:!&-]+$/.test(node.raw) ? node.raw : 'all'}`;

async function loadItem(node: YamlMapping, inherited: Keywords, context: FileContext): Promise<readonly Play[]> {
  const isImport = node.entries.some(({ key }) => ['import_playbook', LONG_IMPORT].includes(keyText(key)));
  if (isImport) return importPlaybook(node, inherited, context);
  const play = await loadPlay(node, inherited, context.session);
  return play ? [play] : [];
}

const LONG_IMPORT = 'ansible.builtin.import_playbook';

async function importPlaybook(node: YamlMapping, inherited: Keywords, context: FileContext): Promise<readonly Play[]> {
  const { session, chain } = context;
  const { diagnostics, files } = session;
  const entries = readMapping(node, { what: 'import_playbook', known: [...IMPORT_KEYS, LONG_IMPORT] }, diagnostics);
  const target = (entries?.get('import_playbook') ?? entries?.get(LONG_IMPORT))?.value;
  const name = target && readString(target, 'import_playbook', diagnostics);
  if (!entries || !target || name === undefined) return [];
  const path = findImported(name, resolve(dirname(chain.at(-1) ?? ''), name), session);
  if (!files.isFile(path)) {
    reportMissing(name, path, target, session);
    return [];
  }
  if (chain.includes(path)) {
    const cycle = [...chain.slice(chain.indexOf(path)), path];
    diagnostics.error({
      code: 'import-cycle',
      summary: 'This playbook imports itself',
      detail: cycle.map(displayPath).join(' -> '),
      suggestion: `Remove this import of \`${name}\`: the plays of a file run once.`,
      range: target.range,
    });
    return [];
  }
  const source = { session, reader: readerFor(undefined, session), what: 'import' };
  const within = importedSession(dirname(path), session);
  await loadOwnPlugins(within);
  return loadFile(path, mergeKeywords(inherited, entries, source), { session: within, chain });
}

/** A playbook at a path, or `namespace.collection.name` of a collection. */
function findImported(name: string, beside: string, session: LoadSession): string {
  const [, collection, short] = /^(\w+\.\w+)\.(\w+)$/.exec(name) ?? [];
  if (collection === undefined || short === undefined || session.files.isFile(beside)) return beside;
  const candidates = findCollection(collection, session).flatMap((path) =>
    ['.yml', '.yaml'].map((ending) => join(path, 'playbooks', `${short}${ending}`)),
  );
  return candidates.find((path) => session.files.isFile(path)) ?? beside;
}

function reportMissing(name: string, path: string, target: YamlNode, { diagnostics, files }: LoadSession): void {
  diagnostics.error({
    code: 'file-not-found',
    summary: `There is no playbook ${name}`,
    detail: `Looked for in ${displayPath(dirname(path))}.`,
    suggestion: suggestFile(basename(path), [dirname(path)], files),
    range: target.range,
  });
}

/** The contents of roles' meta/main.yml, by role name; mistakes in them are left to lint. */
export function loadRoleMetas(rolePaths: readonly string[]): ReadonlyMap<string, RoleMeta> {
  const session = createSession(resolve('playbooks/site.yml'), {}, new DiagnosticList());
  return new Map(rolePaths.map((path) => [basename(path), loadRoleMeta(path, session)]));
}

/** Loads the modules that a project defines in its `library/` directory and in its roles. */
export async function loadOwnModules(root: string, rolePaths: readonly string[]): Promise<readonly Module[]> {
  const session = createSession(resolve(root, 'playbooks/site.yml'), {}, new DiagnosticList());
  for (const path of rolePaths) session.roleDirectories.add(path);
  // loaded on demand, as in a run
  const { listOwnModules } = await import('./own/list-own-modules.ts');
  return listOwnModules(session);
}
