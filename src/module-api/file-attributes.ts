import { atPlace, hereOf } from './at-place.ts';
import { directoryOf, enterDirectory, NEW, nameOf, renderBeside } from './beside.ts';
import type { StatAnswer } from '../query/files/stat.ts';
import { quote } from '../query/quote.ts';
import type { Change } from './module.ts';
import type { LeftOut, NotTaken } from './not-taken.ts';
import { leftOut } from './not-taken.ts';
import { fileMode, text } from './params.ts';

/** Parameters of every module that makes a file. */
export const fileAttributes = {
  mode: fileMode().optional().describe('Permission bits, as octal digits (0644) or symbols (u=rw,g=r).'),
  owner: text().optional().describe('Name of the owner.'),
  group: text().optional().describe('Name of the group.'),
};

const SELINUX: LeftOut = {
  why: 'it has no effect where SELinux is off; elsewhere run semanage fcontext and restorecon in a command.',
  isForSelinux: true,
};

/** What Ansible's modules that make a file take besides. */
export const fileNotTaken: Readonly<Record<string, NotTaken>> = {
  attributes: 'Run chattr in a command.',
  attr: 'Run chattr in a command.',
  selevel: SELINUX,
  serole: SELINUX,
  setype: SELINUX,
  seuser: SELINUX,
  unsafe_writes: leftOut('a file is always replaced as a whole.'),
};

export interface FileAttributes {
  readonly mode?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

type Existing = Extract<StatAnswer, { exists: true }>;

/**
 * Which of the wanted attributes differ. For something that is not there yet, all that are asked for; `created` is then
 * what it will be by itself, for symbolic modes that build upon it.
 */
export function diffAttributes(wanted: FileAttributes, found: StatAnswer, created?: Existing): Change[] {
  const before = found.exists ? found : undefined;
  const mode = wanted.mode === undefined ? undefined : resolveMode(wanted.mode, before ?? created);
  const isSymbolic = wanted.mode !== undefined && !/^\d+$/.test(wanted.mode);
  return [
    ...differs('mode', before?.mode, mode).map((change) => (isSymbolic ? { ...change, isRelative: true } : change)),
    ...differs('owner', ownerAs(wanted.owner, before?.owner, before?.uid), wanted.owner),
    ...differs('group', ownerAs(wanted.group, before?.group, before?.gid), wanted.group),
  ];
}

/** What stat will answer once the attributes are as wanted. `created` are the values that a new one gets by itself. */
export function predictStat(wanted: FileAttributes, found: StatAnswer, created: Existing): StatAnswer {
  const base = found.exists ? { ...found, type: created.type, size: created.size, target: created.target } : created;
  const mode = wanted.mode === undefined ? base.mode : resolveMode(wanted.mode, found.exists ? found : created);
  return { ...base, mode, ...ownership('owner', 'uid', wanted.owner), ...ownership('group', 'gid', wanted.group) };
}

/** An owner asked for by number has a name that is not known here; one asked for by name, a number that is not. */
function ownership(name: 'owner' | 'group', id: 'uid' | 'gid', wanted: string | undefined): Partial<Existing> {
  if (wanted === undefined) return {};
  return { [name]: wanted, [id]: /^\d+$/.test(wanted) ? Number(wanted) : undefined };
}

/** Shell that sets the attributes that differ. */
export function renderAttributes(
  path: string,
  wanted: FileAttributes,
  found: StatAnswer,
  created?: Existing,
): string[] {
  const changed = new Set(diffAttributes(wanted, found, created).map((change) => change.attribute));
  const owner = changed.has('owner') ? wanted.owner : undefined;
  const group = changed.has('group') ? wanted.group : undefined;
  const names = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
  // chown clears the set-id bits
  const mode = changed.has('mode') || names !== '' ? wanted.mode : undefined;
  const isDirectory = (found.exists ? found : created)?.type === 'directory';
  return [
    ...(names ? [chownPath(path, names)] : []),
    ...(mode === undefined ? [] : [chmodPath(path, chmodMode(mode, isDirectory), isDirectory)]),
  ];
}

/** Of the path itself, a link too; in the directory where it is, which may be another user's. */
function chownPath(path: string, names: string): string {
  const chown = `chown -h ${quote(names)} --`;
  return isNobodyElses(path) ? `${chown} ${quote(path)}` : atPlace(path, [`${chown} ${hereOf(path)}`]);
}

/** What is made in a private directory, the root directory, and the kernel's files, which can't be linked. */
const isNobodyElses = (path: string): boolean => !path.startsWith('/') || /^\/(?:$|proc\/|sys\/)/.test(path);

/**
 * chmod(1) follows a link. Where somebody else may put one in the path's place, at any moment, it must be no way to another file: root pins
 * what is there first, a directory by going into it, a file by a hard link in a directory that is root's alone.
 */
function chmodPath(path: string, mode: string, isDirectory: boolean): string {
  const refuse = `{ printf '%s\\n' ${quote(`${path} has become a link`)} >&2; exit 1; }`;
  if (isNobodyElses(path)) return `chmod ${quote(mode)} -- ${quote(path)}`;
  const bare = path.replace(/\/+$/, '');
  return isDirectory ? chmodDirectory(bare, mode, refuse) : chmodFile(bare, mode, refuse);
}

/** A link's own number is another one than that of the directory it leads to. */
const chmodDirectory = (path: string, mode: string, refuse: string): string =>
  [
    '(',
    'set -e',
    ...enterDirectory(path),
    `set -- $(stat -c %d:%i -- . ${quote(path)})`,
    `[ "$1" = "$2" ] || ${refuse}`,
    `chmod ${quote(mode)} .`,
    ')',
  ].join('\n');

/** Others than root may change the mode of their own files only; and where only root may write, nobody puts a link. */
function chmodFile(path: string, mode: string, refuse: string): string {
  const at = quote(`./${nameOf(path)}`);
  const directory = quote(directoryOf(path));
  const isRootsAlone = `[ "\${PWD%/}/" = ${directory} ] && [ -n "$(find . -maxdepth 0 -user root ! -perm /022)" ]`;
  return [
    '(',
    `cd -P -- ${directory} || exit`,
    `if [ "$(id -u)" -ne 0 ] || { ${isRootsAlone}; }; then`,
    `[ ! -L ${at} ] || ${refuse}`,
    `chmod ${quote(mode)} -- ${at}`,
    'exit',
    'fi',
    renderBeside(path, [
      `ln -PT -- ${quote(`../${nameOf(path)}`)} ${NEW}`,
      `[ ! -L ${NEW} ] || ${refuse}`,
      `chmod ${quote(mode)} -- ${NEW}`,
    ]),
    ')',
  ].join('\n');
}

/** GNU chmod keeps a directory's set-id bits unless five digits say otherwise. */
export const chmodMode = (mode: string, isDirectory: boolean): string =>
  isDirectory && /^\d{4}$/.test(mode) ? `0${mode}` : mode;

function differs(attribute: string, before: string | undefined, after: string | undefined): Change[] {
  return after === undefined || before === after ? [] : [{ attribute, before: before ?? null, after }];
}

/** The owner in the terms in which it was asked for: a number is compared with a number. */
const ownerAs = (wanted: string | undefined, name: string | undefined, id: number | undefined): string | undefined =>
  wanted !== undefined && /^\d+$/.test(wanted) && id !== undefined ? String(id) : name;

/** Symbolic modes are relative to what is there, so that they can be compared and shown as digits. */
export function resolveMode(mode: string, found: Existing | undefined): string {
  if (/^\d+$/.test(mode)) return mode;
  const isDirectory = found?.type === 'directory';
  let bits = parseInt(found?.mode ?? '0644', 8);
  for (const clause of mode.split(',')) bits = applyClause(bits, clause, isDirectory);
  return bits.toString(8).padStart(4, '0');
}

function applyClause(bits: number, clause: string, isDirectory: boolean): number {
  const [, who = '', operator = '', permissions = ''] = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause) ?? [];
  const classes = who === '' || who.includes('a') ? 'ugo' : who;
  const executable = isDirectory || (bits & 0o111) !== 0;
  let set = 0;
  let mask = 0;
  for (const name of classes) {
    const shift = { u: 6, g: 3, o: 0 }[name] ?? 0;
    mask |= 0o7 << shift;
    set |= triplet(permissions, executable) << shift;
    if (name === 'u') mask |= 0o4000;
    if (name === 'g') mask |= 0o2000;
    if (permissions.includes('s')) set |= { u: 0o4000, g: 0o2000 }[name] ?? 0;
  }
  if (permissions.includes('t')) set |= 0o1000;
  if (operator === '+') return bits | set;
  if (operator === '-') return bits & ~set;
  // chmod keeps a directory's set-id bits unless they are named
  const cleared = isDirectory && !permissions.includes('s') ? mask & 0o777 : mask;
  return (bits & ~cleared) | set;
}

function triplet(permissions: string, executable: boolean): number {
  const x = permissions.includes('x') || (permissions.includes('X') && executable);
  return (permissions.includes('r') ? 4 : 0) | (permissions.includes('w') ? 2 : 0) | (x ? 1 : 0);
}
