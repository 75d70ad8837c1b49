import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';

export const mimeOf = (path: string): Query<ShellAnswer> =>
  shell({ script: `file --brief --mime -- ${quote(path)}`, reads: [`file:${path}`, 'package:file'] });

/** Parses `text/plain; charset=us-ascii`; the output is empty if the program is not installed. */
export function describeMime({ stdout }: ShellAnswer): { mimetype: string; charset: string } {
  const [, mimetype = 'unknown', charset = 'unknown'] = /^([^;\s]+\/[^;\s]+)(?:; charset=(\S+))?/.exec(stdout) ?? [];
  return { mimetype, charset };
}

export const attributesOf = (path: string): Query<ShellAnswer> =>
  shell({ script: `lsattr -d -- ${quote(path)}`, reads: [`file:${path}`] });

/** Parses `--------------e------- /etc/passwd`; some file systems have no attributes. */
export function describeAttributes({ stdout }: ShellAnswer): { attributes: string[]; attr_flags: string } {
  const flags = (stdout.split(' ')[0] ?? '').replaceAll('-', '');
  return { attributes: [...flags].flatMap((flag) => ATTRIBUTES[flag] ?? []), attr_flags: flags };
}

/** The letters of chattr(1). */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  A: 'noatime',
  a: 'append',
  c: 'compressed',
  C: 'nocow',
  d: 'nodump',
  D: 'dirsync',
  e: 'extents',
  E: 'encrypted',
  h: 'blocksize',
  i: 'immutable',
  I: 'indexed',
  j: 'journalled',
  N: 'inline',
  s: 'zero',
  S: 'synchronous',
  t: 'notail',
  T: 'blockroot',
  u: 'undelete',
  X: 'compressedraw',
  Z: 'compresseddirty',
};
