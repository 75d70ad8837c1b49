import { homedir } from 'node:os';
import { itemsOf } from '../python/iterate.ts';
import { typeError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { cutEnd } from '../python/text.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isList, Tuple, typeName } from '../python/values.ts';
import { askHost } from '../runtime/ask-host.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { filter } from './define.ts';

function pathOf(value: unknown): string {
  refuseUndefined(value);
  if (typeof value === 'string') return value;
  throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(value)}`);
}

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : cutEnd(head, /\//);
}

function splitext(path: string): Tuple {
  const name = basename(path);
  const leading = /^\.*/.exec(name)?.[0].length ?? 0;
  const dot = name.lastIndexOf('.');
  if (dot < leading || dot < 0) return Tuple.make(path, '');
  const at = path.length - name.length + dot;
  return Tuple.make(path.slice(0, at), path.slice(at));
}

export function joinPaths(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (part.startsWith('/')) return part;
    return path === '' || path.endsWith('/') ? path + part : `${path}/${part}`;
  });
}

/** Like `os.path.normpath()`. */
export function normalizePath(path: string): string {
  const root = path.startsWith('//') && !path.startsWith('///') ? '//' : path.startsWith('/') ? '/' : '';
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && (kept.length === 0 || kept.at(-1) === '..'))) kept.push(part);
    else kept.pop();
  }
  return root + kept.join('/') || '.';
}

function relative(path: string, start: string): string {
  const [to, from] = [absolute(path), absolute(start)].map((one) => one.split('/').filter((part) => part !== ''));
  let common = 0;
  while (common < Math.min(to?.length ?? 0, from?.length ?? 0) && to?.[common] === from?.[common]) common++;
  const up = (from ?? []).slice(common).map(() => '..');
  return [...up, ...(to ?? []).slice(common)].join('/') || '.';
}

const absolute = (path: string): string => normalizePath(joinPaths([process.cwd(), path]));

const expandUser = (path: string): string => path.replace(/^~(?=\/|$)/, homedir());

const expandVariables = (path: string, $: TemplateContext): string =>
  path.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (all, plain?: string, braced?: string) => $.world.host.env(plain ?? braced ?? '') ?? all,
  );

function windowsDrive(path: string): Tuple {
  const drive = /^[A-Za-z]:/.exec(path)?.[0] ?? '';
  return Tuple.make(drive, path.slice(drive.length));
}

function windowsSplit(path: string): [head: string, tail: string] {
  const [drive = '', rest = ''] = windowsDrive(path) as string[];
  const at = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\')) + 1;
  const head = rest.slice(0, at);
  return [drive + (cutEnd(head, /[\\/]/) || head), rest.slice(at)];
}

/** Filters for paths. */
export const PATH_FILTERS = [
  filter('basename', '', (value) => basename(pathOf(value))),
  filter('dirname', '', (value) => dirname(pathOf(value))),
  filter('splitext', '', (value) => splitext(pathOf(value))),
  filter('path_join', '', (value) => {
    if (typeof value === 'string') return value;
    if (!isList(value) && !(value instanceof Tuple))
      throw typeError(`path_join takes a text or a list, not ${typeName(value)}`);
    const parts = itemsOf(value).map(pathOf);
    if (parts.length === 0) throw typeError('path_join takes at least one path');
    return joinPaths(parts);
  }),
  filter('relpath', 'start?', (value, [start = null]) => relative(pathOf(value), start === null ? '.' : str(start))),
  filter('realpath', '', (value, _, $) => {
    const path = pathOf(value);
    return askHost($.world.host, (host) => host.realPath?.(path)) ?? absolute(path);
  }),
  filter('normpath', '', (value) => normalizePath(pathOf(value))),
  filter('expanduser', '', (value) => expandUser(pathOf(value))),
  filter('expandvars', '', (value, _, $) => expandVariables(pathOf(value), $)),
  filter('fileglob', '', (value, _, $) => {
    const glob = pathOf(value);
    return [...askHost($.world.host, (host) => host.listFiles(glob))];
  }),
  filter('win_basename', '', (value) => windowsSplit(pathOf(value))[1]),
  filter('win_dirname', '', (value) => windowsSplit(pathOf(value))[0]),
  filter('win_splitdrive', '', (value) => windowsDrive(pathOf(value))),
];
