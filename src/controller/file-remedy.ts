import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { listDirectory } from './file-kind.ts';
import { isFileError, OUTSIDE } from './file-error.ts';
import type { UnreadableFile } from './file-error.ts';
import { shellWord } from '../diagnostic/shell-word.ts';
import { nearest } from '../diagnostic/suggest.ts';

/** What to do about a file that cannot be read, from what stands at its path: a command, or the name of a file nearby. */
export function remedyOf({ path, problem }: Pick<UnreadableFile, 'path' | 'problem'>): string {
  if (problem === OUTSIDE) return `Write \`${path}\` as literal text in the project.`;
  if (problem.startsWith('permission')) return remedyOfPermission(path);
  if (problem.startsWith('its link')) return remedyOfLink(path);
  if (problem === 'it is a directory') return remedyOfDirectory(path);
  if (problem === 'it is not a directory')
    return `Move the file away: \`mv ${shellWord(path)} ${shellWord(`${path}.old`)}\`.`;
  if (/^it is a (pipe|socket|device)/.test(problem)) return remedyOfSpecial(path);
  if (problem.includes('UTF-16')) return remedyOfEncoding(path, 'UTF-16');
  if (problem.startsWith('it is not text')) return remedyOfBytes(path);
  return remedyOfAbsence(path);
}

/** Who runs, and what keeps this user out: the first part of the path that may not be entered, or the file. */
function remedyOfPermission(path: string): string {
  const barred = parentsOf(path).find((each) => statOf(join(each, '.')) === undefined) ?? path;
  const found = statOf(barred);
  const { username, uid } = userInfo();
  const bits = found?.isDirectory() ? 'rx' : 'r';
  const shown = found ? `${found.uid}:${found.gid} with mode ${octal(found.mode)}` : 'another user';
  const about = `${username} (uid ${uid}) runs this, and \`${barred}\` belongs to ${shown}`;
  if (found?.uid === uid) return `${about}: run \`chmod u+${bits} ${shellWord(barred)}\`.`;
  return `${about}: run \`sudo setfacl -m u:${username}:${bits} ${shellWord(barred)}\`, or \`sudo chown ${username} ${shellWord(barred)}\`.`;
}

function remedyOfLink(path: string): string {
  const target = readLink(path);
  const near = nearby(target === undefined ? path : join(dirname(path), target));
  const relink = `\`ln -sfn ${near === undefined ? 'FILE' : shellWord(basename(near))} ${shellWord(path)}\``;
  const points = target === undefined ? '' : `The link points to ${target}. `;
  return `${points}Point it to a file with ${relink}, or remove it with \`rm ${shellWord(path)}\`.`;
}

function remedyOfDirectory(path: string): string {
  const names = listDirectory(path).filter((name) => extname(name) === extname(path) || /\.ya?ml$/.test(name));
  const inside = names[0] === undefined ? undefined : join(path, names[0]);
  if (inside !== undefined) return `Name a file in it, such as \`${inside}\`.`;
  const near = nearby(path);
  if (near !== undefined) return `Name a file, such as \`${near}\`.`;
  return `Put a file in its place: \`mv ${shellWord(path)} ${shellWord(`${path}.old`)}\`, then write \`${path}\`.`;
}

function remedyOfSpecial(path: string): string {
  const near = nearby(path);
  const instead = near === undefined ? '' : ` A file beside it is \`${near}\`.`;
  if (path.startsWith('/dev/')) return `Name a file in place of \`${path}\`.${instead}`;
  return `Remove it with \`rm ${shellWord(path)}\` and write a file of this name.${instead}`;
}

const remedyOfEncoding = (path: string, encoding: string): string =>
  `Convert it: \`iconv -f ${encoding} -t UTF-8 -o ${shellWord(`${path}.utf8`)} ${shellWord(path)}\`, then \`mv ${shellWord(`${path}.utf8`)} ${shellWord(path)}\`.`;

function remedyOfBytes(path: string): string {
  const near = nearby(path);
  const other = near === undefined ? '' : `, or name another file, such as \`${near}\``;
  return `If it is text in Latin-1, convert it: \`iconv -f ISO-8859-1 -t UTF-8 -o ${shellWord(`${path}.utf8`)} ${shellWord(path)}\`${other}. A binary file is delivered by copy, never read as text.`;
}

function remedyOfAbsence(path: string): string {
  const near = nearby(path);
  if (near !== undefined) return `Did you mean ${near}?`;
  const directory = dirname(path);
  const isThere = statOf(directory)?.isDirectory() === true;
  return isThere
    ? `Create \`${path}\`, or correct the path.`
    : `There is no directory \`${directory}\`: correct the path.`;
}

/** A file in the same directory whose name is alike. */
function nearby(path: string): string | undefined {
  const name = basename(path);
  const names = listDirectory(dirname(path)).filter((each) => each !== name && isRegular(join(dirname(path), each)));
  const found = nearest(name, names);
  return found === undefined ? undefined : join(dirname(path), found);
}

const isRegular = (path: string): boolean => statOf(path)?.isFile() === true;

/** The directories above a path, outermost first. */
function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [parent] : [...parentsOf(parent), parent];
}

function statOf(
  path: string,
): { uid: number; gid: number; mode: number; isDirectory(): boolean; isFile(): boolean } | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (!isFileError(error)) throw error;
    return undefined;
  }
}

function readLink(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch (error) {
    if (!isFileError(error)) throw error;
    return undefined;
  }
}

const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');
