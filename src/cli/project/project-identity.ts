import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { isFileError, toUnreadable } from '../../controller/file-error.ts';
import { kindOf } from '../../controller/file-kind.ts';
import { readText } from '../../controller/read-file.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';

/** What tells a project from all others, on each host that they share. */
export interface ProjectIdentity {
  /** `shop-3f9a1c2b4d5e6f70`. */
  readonly id: string;
  /** The project's directory, absolute. */
  readonly root: string;
  /** Where the identity is written down. */
  readonly file: string;
  readonly isWritten: boolean;
}

/** The directory that a playbook's project is in: the one that has its playbooks/ folder, else the playbook's own. */
export function projectRoot(playbook: string): string {
  const directory = dirname(resolve(playbook));
  const parts = directory.split(sep);
  const at = parts.lastIndexOf('playbooks');
  return at > 0 ? parts.slice(0, at).join(sep) || sep : directory;
}

/**
 * The identity that provision.yml says, else one made of the repository's origin, so that all its clones agree, else a new
 * one. Throws `InvalidInput` where the file cannot be read, or names none after `project:`.
 */
export function readIdentity(playbook: string): ProjectIdentity {
  const root = projectRoot(playbook);
  const file = join(root, 'provision.yml');
  const id = kindOf(file) === undefined ? undefined : parseFile(file);
  return { id: id ?? deriveId(root), root, file, isWritten: id !== undefined };
}

/** Undefined: the file has only defaults so far. */
function parseFile(file: string): string | undefined {
  const text = readShown(file);
  const id = /^project:[ \t]*(["']?)([A-Za-z0-9][A-Za-z0-9._-]*)\1[ \t]*(#.*)?$/m.exec(text)?.[2];
  if (id !== undefined || !/^project[ \t]*:/m.test(text)) return id;
  throw invalid(`${file} has no line project: NAME`, 'A name is of letters, digits, ".", "_" and "-".');
}

function readShown(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw invalid(toUnreadable(file, error).message);
  }
}

const invalid = (summary: string, suggestion?: string): InvalidInput =>
  new InvalidInput([{ code: 'project-file', severity: 'error', summary, suggestion }]);

/** Writes the identity down, for the runs to come. One that another run has written meanwhile is kept. */
export function writeIdentity(identity: ProjectIdentity): ProjectIdentity {
  const { root, file, id } = identity;
  try {
    mkdirSync(root, { recursive: true });
    addToFile(file, renderFile(id));
    return { ...identity, isWritten: true };
  } catch (error) {
    if (!isFileError(error)) throw error;
    if (error.code === 'EEXIST') return takeWritten(identity);
    // nothing can be written here: the same place gives the same identity
    return { ...identity, id: idOf(root, sha256(`${hostname()}\0${realpathSync(root)}`)) };
  }
}

/** Under another name first: of two runs that do this at once only one can make it. Throws `EEXIST` for the other. */
function addToFile(file: string, text: string): void {
  const isNew = kindOf(file) === undefined;
  const partial = isNew ? file : `${file}.new`;
  writeFileSync(partial, isNew ? text : `${readText(file).trimEnd()}\n${text}`, { flag: 'wx' });
  if (!isNew) renameSync(partial, file);
}

/** What another run has written, or is about to. */
function takeWritten(identity: ProjectIdentity): ProjectIdentity {
  for (let tried = 0; tried < 20; tried++) {
    const found = readIdentity(join(identity.root, 'site.yml'));
    if (found.isWritten) return found;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  throw invalid(`${identity.file}.new is in the way`, 'An interrupted run has left it: remove it.');
}

/** Gives the project an identity of its own: for a copy that became another project. */
export function renewIdentity({ root, file }: ProjectIdentity): ProjectIdentity {
  const id = idOf(root, randomBytes(8).toString('hex'));
  const text = kindOf(file) === undefined ? '' : readText(file);
  const isNamed = /^project:.*$/m.test(text);
  writeFileSync(file, isNamed ? text.replace(/^project:.*$/m, `project: ${id}`) : text + renderFile(id));
  return { id, root, file, isWritten: true };
}

const renderFile = (id: string): string =>
  `# Tells this project's files on a host from those of other projects. Keep it, and commit it.\nproject: ${id}\n`;

function deriveId(root: string): string {
  const origin = askGit(root, 'config', '--get', 'remote.origin.url');
  const place = askGit(root, 'rev-parse', '--show-prefix');
  const isShared = origin !== undefined && place !== undefined;
  return idOf(root, isShared ? sha256(`${normalOrigin(origin)}\0${place}`) : randomBytes(8).toString('hex'));
}

/** By ssh or https, with or without a user: the same repository. */
const normalOrigin = (url: string): string =>
  url
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):(\d+\/)?/, '$1/')
    .replace(/(\.git)?\/*$/, '');

function askGit(root: string, ...args: readonly string[]): string | undefined {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio, timeout: 5000 }).trim();
  } catch {
    // no git, no repository, or no origin
    return undefined;
  }
}

const idOf = (root: string, digest: string): string => {
  const label = basename(root)
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${label === '' ? 'project' : label}-${digest.slice(0, 16)}`;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
