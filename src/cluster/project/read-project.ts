import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { ClusterProblem } from '../cluster-problem.ts';
import type { PackedFile } from './packed-project.ts';

export interface ProjectToSend {
  /** The project's directory. */
  readonly root: string;
  /** Files that are not sent, such as those with passwords. */
  readonly kept: readonly string[];
  /** Contents that workers receive in place of files, by path relative to the root. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Called about each file that is not sent. */
  readonly warn: (message: string) => void;
}

const MOST_BYTES = 100 * 1024 * 1024;
/** Output of runs, and files that no run needs. */
const NEVER: ReadonlySet<string> = new Set(['.git', '.provision', 'node_modules', '.vagrant']);
const PRIVATE_KEY = /^-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * The files of a project for workers: those that git does not ignore, or all files without git. Unencrypted private keys are not sent.
 * Throws `ClusterProblem`.
 */
export function readProject({ root, kept, replaced, warn }: ProjectToSend): PackedFile[] {
  const away = new Set(kept.map((path) => resolve(root, path)));
  const files: PackedFile[] = [...replaced].map(([path, text]) => packText(path, text));
  let bytes = 0;
  for (const path of listFiles(root)) {
    if (replaced.has(path) || away.has(resolve(root, path)) || path.split(sep).some((part) => NEVER.has(part)))
      continue;
    const file = readOne(root, path, warn);
    if (!file) continue;
    bytes += 'content' in file ? file.content.length : 0;
    if (bytes > MOST_BYTES)
      throw new ClusterProblem(
        `The project ${root} has more than ${MOST_BYTES / 1024 / 1024} MB`,
        'Let git ignore files that runs do not need: they are then not sent.',
      );
    files.push(file);
  }
  return files;
}

const packText = (path: string, text: string): PackedFile => ({
  path,
  content: Buffer.from(text).toString('base64'),
  // for an inventory's script, its output
  isExecutable: text.startsWith('#!'),
});

function readOne(root: string, path: string, warn: (message: string) => void): PackedFile | undefined {
  const from = join(root, path);
  const stat = lstatSync(from, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) return { path, link: readlinkSync(from) };
  if (!stat?.isFile()) return undefined;
  const content = readFileSync(from);
  if (PRIVATE_KEY.test(content.toString('latin1', 0, 80))) {
    warn(`${path} is a private key and is not sent to workers; encrypt it with provision vault encrypt to send it`);
    return undefined;
  }
  return { path, content: content.toString('base64'), isExecutable: (stat.mode & 0o100) !== 0 };
}

/** Paths relative to the root. */
function listFiles(root: string): string[] {
  try {
    const words = ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const listed = execFileSync('git', words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: MOST_BYTES,
    });
    const paths = listed.split('\0').filter((path) => path !== '');
    if (paths.length > 0) return paths;
  } catch {
    // git is not installed, or there is no repository
  }
  return walk(root, root);
}

const walk = (root: string, directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (NEVER.has(entry.name)) return [];
    return entry.isDirectory() ? walk(root, path) : [relative(root, path)];
  });
