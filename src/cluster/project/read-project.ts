import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { ClusterProblem } from '../cluster-problem.ts';
import type { PackedFile } from './packed-project.ts';

export interface ProjectToSend {
  /** The project's directory. */
  readonly root: string;
  /** Files that stay here, such as those with passwords. */
  readonly kept: readonly string[];
  /** Texts by the paths of files, relative to the root, that workers get in their place. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Told of what is not sent. */
  readonly warn: (message: string) => void;
}

const MOST_BYTES = 100 * 1024 * 1024;
/** What a run writes, and what is no part of any. */
const NEVER: ReadonlySet<string> = new Set(['.git', '.provision', 'node_modules', '.vagrant']);
const PRIVATE_KEY = /^-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * The files of a project, for workers: what git does not ignore, or all where there is no git. Private keys that are not encrypted stay here. Throws
 * `ClusterProblem`.
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
        'Have git ignore what runs do not need: it is not sent then.',
      );
    files.push(file);
  }
  return files;
}

const packText = (path: string, text: string): PackedFile => ({
  path,
  content: Buffer.from(text).toString('base64'),
  // of an inventory's script, what it printed
  isExecutable: text.startsWith('#!'),
});

function readOne(root: string, path: string, warn: (message: string) => void): PackedFile | undefined {
  const from = join(root, path);
  const stat = lstatSync(from, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) return { path, link: readlinkSync(from) };
  if (!stat?.isFile()) return undefined;
  const content = readFileSync(from);
  if (PRIVATE_KEY.test(content.toString('latin1', 0, 80))) {
    warn(`${path} is a private key and is not sent to workers; provision vault encrypt makes it one that is`);
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
    // no git, or no repository
  }
  return walk(root, root);
}

const walk = (root: string, directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (NEVER.has(entry.name)) return [];
    return entry.isDirectory() ? walk(root, path) : [relative(root, path)];
  });
