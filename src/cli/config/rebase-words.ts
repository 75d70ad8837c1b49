import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';

/** The change from the working directory to the project's directory. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** Options whose value is a path, which need not exist. */
const PATHS = [
  '--vault-password-file',
  '--new-vault-password-file',
  '--become-password-file',
  '--connection-password-file',
  '--private-key',
  '--events',
  '--junit',
  '--metrics',
  '--nodes',
  '--out',
];
/** Options whose value is a name or a path. */
const NAMES = ['-i', '--inventory', '-p', '--playbook'];
/** Options whose value may be @FILE. A file that does not exist is relative to the project, as the summary of a run prints it. */
const AT_FILES = ['-e', '--extra-vars', '-l', '--limit'];
/** Commands whose arguments are names of playbooks or paths. */
const WITH_PLAYBOOKS = ['apply', 'plan', 'show', 'verify', 'lint', 'graph'];

/** Rewrites the paths of a command line relative to the project's directory, up to `--`. */
export function rebaseWords(words: readonly string[], move: Move): readonly string[] {
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const rebased = own.map((word, i) => rebaseWord(word, { move, before: own[i - 1], command: own[0] }));
  return [...rebased, ...words.slice(own.length)];
}

interface Setting {
  readonly move: Move;
  readonly before: string | undefined;
  readonly command: string | undefined;
}

function rebaseWord(word: string, { move, before, command = '' }: Setting): string {
  const joined = /^(--[a-z-]+)=(.*)$/s.exec(word);
  if (joined) return `${joined[1] ?? ''}=${rebaseValue(joined[2] ?? '', joined[1] ?? '', move)}`;
  if (word.startsWith('-') && word !== '-') return word;
  if (before?.startsWith('-')) return rebaseValue(word, before, move);
  if (command === 'vault' && word !== command) return before === command ? word : rebasePath(word, move);
  return WITH_PLAYBOOKS.includes(command) || isPath(word) ? rebaseName(word, move) : word;
}

function rebaseValue(value: string, option: string, move: Move): string {
  if (PATHS.includes(option)) return rebasePath(value, move);
  if (NAMES.includes(option)) return rebaseName(value, move);
  const isFile = AT_FILES.includes(option) && value.startsWith('@') && existsSync(resolve(move.from, value.slice(1)));
  return isFile ? `@${rebasePath(value.slice(1), move)}` : value;
}

function rebasePath(path: string, { from, to }: Move): string {
  if (isAbsolute(path) || path === '-' || /^fd:\d+$/.test(path)) return path;
  const below = relative(to, resolve(from, path));
  return below.startsWith('..') ? resolve(from, path) : below;
}

/** A name is relative to the project; a path is relative to the working directory. */
const rebaseName = (name: string, move: Move): string =>
  isPath(name) && existsSync(resolve(move.from, name)) ? rebasePath(name, move) : name;

const isPath = (word: string): boolean => /\/|\.\w+$/.test(word);
