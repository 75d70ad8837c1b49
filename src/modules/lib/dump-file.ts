import type { Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { fillLike, placeNew, renderBeside } from '../../module-api/beside.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { predictFile } from './predict-file.ts';

/** A file that a database is dumped to or loaded from. */
export interface DumpFile {
  readonly path: string;
  readonly self: StatAnswer;
}

const PACKERS: Readonly<Record<string, string>> = { gz: 'gzip', bz2: 'bzip2', xz: 'xz' };

/** The program that packs a file with this name. */
const packerOf = (path: string): string | undefined => PACKERS[path.slice(path.lastIndexOf('.') + 1)];

/** A dump is made at every run: what is in a database is not compared with it. */
export function diffDump({ path, self }: DumpFile, { isRecheck }: ModuleContext, mayBeDirectory = false): Change[] {
  if (self.exists && self.type === 'directory' && !mayBeDirectory) throw new ModuleFailure(`${path} is a directory`);
  return isRecheck === true ? [] : [{ attribute: 'dump', before: self.exists ? 'old' : null, after: path }];
}

/** A file is loaded at every run. */
export function diffLoad({ path, self }: DumpFile, { isRecheck }: ModuleContext): Change[] {
  if (!self.exists) throw new ModuleFailure(`there is no ${path} on the host`);
  return isRecheck === true ? [] : [{ attribute: 'content', before: null, after: path }];
}

/** A new dump is its user's alone, as it may hold secrets; one that is there keeps its attributes. */
export function predictDump({ path, self }: DumpFile, { as: me = 'root' }: ModuleContext): Prediction[] {
  const made: StatAnswer =
    self.exists && self.type === 'file'
      ? { ...self, size: undefined }
      : { exists: true, type: 'file', mode: '0600', owner: me, group: me };
  return predictFile(path, made, undefined);
}

/** Shell that replaces a file by what a command prints, packed as its name says. If either fails, the old file is kept. */
export function renderDump(path: string, command: string): string {
  const packer = packerOf(path);
  const fill = packer === undefined ? command : 'packed';
  return renderBeside(path, [
    ...(packer === undefined ? [] : [`packed() {\n${pipe(command, `${packer} -c`)}\n}`]),
    fillLike(path, fill),
    placeNew(path),
  ]);
}

/** Shell that feeds a command with a file, unpacked as its name says. */
export function renderLoad(path: string, command: string): string {
  const packer = packerOf(path);
  if (packer === undefined) return `${command} <${quote(path)}`;
  return `unpacked() {\n${pipe(`${packer} -dc <${quote(path)}`, command)}\n}\nunpacked`;
}

/** The body of a function that pipes one command into another, and fails where either does: sh has no pipefail. */
const pipe = (from: string, to: string): string =>
  [
    'exec 6>&1',
    `s=$({ { ${from} || echo $? >&5; } | ${to} >&6 5>&- || echo $?; } 5>&1)`,
    '[ -z "$s" ] || return 1',
  ].join('\n');
