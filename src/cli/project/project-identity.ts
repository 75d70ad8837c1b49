import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve, sep, relative } from 'node:path';
import { isFileError, toUnreadable } from '../../controller/file-error.ts';
import { kindOf } from '../../controller/file-kind.ts';
import { readText } from '../../controller/read-file.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { loadYaml } from '../../yaml/load-yaml.ts';
import { toPlain } from '../../yaml/plain.ts';
import { PROJECT_FILE } from '../config/find-project.ts';

/** The identity of a project, unique among all projects that share a host. */
export interface ProjectIdentity {
  /** `shop-3f9a1c2b4d5e6f70`. */
  readonly id: string;
  /** The project's directory, absolute. */
  readonly root: string;
  /** The file that contains the identity. */
  readonly file: string;
  readonly isWritten: boolean;
}

/** The directory of a playbook's project: the parent of its playbooks/ directory, otherwise the playbook's own directory. */
export function projectRoot(playbook: string): string {
  const directory = dirname(resolve(playbook));
  const parts = directory.split(sep);
  const at = parts.lastIndexOf('playbooks');
  return at > 0 ? parts.slice(0, at).join(sep) || sep : directory;
}

/**
 * The identity in provision.yml; otherwise one derived from the repository's origin, so that all clones have the same; otherwise a new
 * one. Throws `InvalidInput` if the file is unreadable, or has no name after `project:`.
 */
export function readIdentity(playbook: string): ProjectIdentity {
  const root = projectRoot(playbook);
  const file = join(root, 'provision.yml');
  const identity = { id: '', root, file, isWritten: false };
  return findWritten(identity) ?? { ...identity, id: deriveId(root) };
}

/** Undefined if the file contains only defaults. */
function parseFile(file: string): string | undefined {
  const text = readShown(file);
  const id = /^project:[ \t]*(["']?)([A-Za-z0-9][A-Za-z0-9._-]*)\1[ \t]*(#.*)?$/m.exec(text)?.[2];
  if (id !== undefined || !(/^project[ \t]*:/m.test(text) || projectIn(text) !== undefined)) return id;
  const given = /^project[ \t]*:[ \t]*["']?([^"'\n#]*)/m.exec(text)?.[1]?.trim() ?? '';
  const name = given.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[._-]+|[._-]+$/g, '') || basename(dirname(file));
  const suggestion = `Write \`project: ${name}\`: a name is of letters, digits, ".", "_" and "-".`;
  const shown = relative(process.cwd(), file);
  throw invalid(shown, `${shown} has no line project: NAME`, suggestion);
}

function readShown(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    const unreadable = toUnreadable(file, error);
    throw invalid(file, unreadable.message, remedyOf(unreadable));
  }
}

const invalid = (file: string, summary: string, suggestion: string): InvalidInput =>
  new InvalidInput([{ code: 'project-file', severity: 'error', summary, suggestion, range: placeOf(file) }]);

/** Saves the identity for later runs. An identity that another run has saved in the meantime is kept. */
export function writeIdentity(identity: ProjectIdentity): ProjectIdentity {
  const { root } = identity;
  try {
    mkdirSync(root, { recursive: true });
    return addToFile(identity);
  } catch (error) {
    if (!isFileError(error)) throw error;
    if (error.code === 'EEXIST') return takeWritten(identity);
    // the directory is not writable, so the identity is derived from its path
    return { ...identity, id: idOf(root, sha256(`${hostname()}\0${realpathSync(root)}`)) };
  }
}

/** Only one run at a time has the file's new version, and looks at the present one while it has it. Throws `EEXIST` for other runs. */
function addToFile(identity: ProjectIdentity): ProjectIdentity {
  const { file } = identity;
  const partial = `${file}.new`;
  writeFileSync(partial, '', { flag: 'wx' });
  try {
    const written = findWritten(identity);
    if (written) {
      unlinkSync(partial);
      return written;
    }
    writeFileSync(partial, withLine(kindOf(file) === undefined ? '' : readText(file), identity));
    renameSync(partial, file);
    return { ...identity, isWritten: true };
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** The value of the key `project` of a YAML text; undefined if it is no mapping with this key. */
function projectIn(text: string): unknown {
  const node = loadYaml({ path: PROJECT_FILE, text }, {}, new DiagnosticList());
  return node?.kind === 'mapping' ? (toPlain(node) as Record<string, unknown>)['project'] : undefined;
}

/** The text of the file with the identity at its end. A line after `{ inventory: prod }`, or after `...`, would not be one of the mapping's. */
function withLine(before: string, { file, id }: ProjectIdentity): string {
  const text = before.trim() === '' ? renderFile(id) : `${before.trimEnd()}\n${renderFile(id)}`;
  if (projectIn(text) === id) return text;
  const shown = relative(process.cwd(), file);
  const suggestion = `Write it as lines, \`inventory: prod\`, and this line with them: \`project: ${id}\`.`;
  throw invalid(shown, `${shown} has no line project: NAME, and none can be added at its end`, suggestion);
}

/** The identity that another run has written. */
function findWritten(identity: ProjectIdentity): ProjectIdentity | undefined {
  const { file } = identity;
  const id = kindOf(file) === undefined ? undefined : parseFile(file);
  return id === undefined ? undefined : { ...identity, id, isWritten: true };
}

/** The identity that another run is writing. */
function takeWritten(identity: ProjectIdentity): ProjectIdentity {
  for (let tried = 0; tried < 20; tried++) {
    const found = findWritten(identity);
    if (found) return found;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  throw invalid(
    `${identity.file}.new`,
    `${identity.file}.new is in the way`,
    `An interrupted run has left it: run \`rm ${identity.file}.new\`.`,
  );
}

/** Creates a new identity, for a copy that became a separate project. */
export function renewIdentity({ root, file }: ProjectIdentity): ProjectIdentity {
  const identity = { id: idOf(root, randomBytes(8).toString('hex')), root, file, isWritten: true };
  const text = kindOf(file) === undefined ? '' : readText(file);
  const isNamed = /^project:.*$/m.test(text);
  writeFileSync(file, isNamed ? text.replace(/^project:.*$/m, `project: ${identity.id}`) : withLine(text, identity));
  return identity;
}

const renderFile = (id: string): string =>
  `# Tells this project's files on a host from those of other projects. Keep it, and commit it.\nproject: ${id}\n`;

function deriveId(root: string): string {
  const origin = askGit(root, 'config', '--get', 'remote.origin.url');
  const place = askGit(root, 'rev-parse', '--show-prefix');
  const isShared = origin !== undefined && place !== undefined;
  return idOf(root, isShared ? sha256(`${normalOrigin(origin)}\0${place}`) : randomBytes(8).toString('hex'));
}

/** Normalizes a URL: ssh and https, with or without a user, refer to the same repository. */
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
