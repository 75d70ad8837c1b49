import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';

/** A move of the program from the directory that it was called in to its project's. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** Options whose value is a path, also one that is not there yet. */
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
/** Options whose value may be @FILE: one that is not there is meant within the project, as the end of a run names it. */
const AT_FILES = ['-e', '--extra-vars', '-l', '--limit'];
/** Commands whose arguments are names of playbooks or paths. */
const WITH_PLAYBOOKS = ['apply', 'plan', 'show', 'verify', 'lint', 'graph'];

/** The words of a command line with paths as they are seen from the project's directory. What follows `--` stays. */
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

/** A name is meant within the project; a path from where the program was called. */
const rebaseName = (name: string, move: Move): string =>
  isPath(name) && existsSync(resolve(move.from, name)) ? rebasePath(name, move) : name;

const isPath = (word: string): boolean => /\/|\.\w+$/.test(word);
