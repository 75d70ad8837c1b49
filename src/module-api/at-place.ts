import { quote } from '../query/quote.ts';
import { directoryOf, enterDirectory, enterFound, nameOf, refuseForeignLinks } from './beside.ts';

/**
 * Shell that works in the directory of `path` by being there: `HERE(path)` is what is to be changed, whatever another user, whose directory
 * it may be, does to the way meanwhile. What fails ends it.
 */
export const atPlace = (path: string, lines: readonly string[]): string =>
  ['(', 'set -e', ...enterDirectory(directoryOf(bare(path))), ...lines, ')'].join('\n');

/** The word for a path within `atPlace`. */
export const hereOf = (path: string): string => quote(`./${nameOf(bare(path))}`);

/** Shell that fails where another user's link leads to `path`: for programs that follow links. */
export const ownWay = (path: string): string => `(\n${refuseForeignLinks(path)}\n)`;

/** Shell that removes a file, or a directory with all that is in it. */
export const removePath = (path: string): string =>
  `[ ! -d ${quote(directoryOf(bare(path)))} ] ||\n${atPlace(path, [`rm -rf --one-file-system -- ${hereOf(path)}`])}`;

/** Shell that removes files, and no directory. */
export const removeFiles = (paths: readonly string[]): string =>
  paths
    .map((path) => `[ ! -d ${quote(directoryOf(path))} ] ||\n${atPlace(path, [`rm -f -- ${hereOf(path)}`])}`)
    .join(' &&\n');

/** Shell that makes a directory with those above it: each where the one above it is, not where a link leads that has taken its place. */
export const makeDirectories = (path: string): string =>
  [
    '(',
    'set -e',
    `w=${quote(bare(path))} f=$w`,
    'until [ -d "$f" ] || [ -L "$f" ]; do f=${f%/*}; f=${f:-/}; done',
    'n=${w#"$f"}',
    ...enterFound('"$f"'),
    'while [ -n "$n" ]; do',
    'n=${n#/} p=${n%%/*}; case $n in */*) n=/${n#*/} ;; *) n= ;; esac; [ -n "$p" ] || continue',
    'k=${PWD%/}/$p; [ -d "./$p" ] || mkdir -- "./$p"; cd -P -- "./$p"',
    '[ "$PWD" = "$k" ] || { echo "somebody else is moving $k" >&2; exit 1; }',
    'done',
    ')',
  ].join('\n');

const bare = (path: string): string => path.replace(/(?<=.)\/+$/, '');
