import { quote } from '../query/quote.ts';

/** The file that is made, in the directory that `renderBeside` works in. */
export const NEW = './new';

/**
 * Shell that makes something for `path`, by lines that work in a directory of their own beside it: `NEW` is what they make,
 * and `placeNew` renames it. The directory around may be another user's, who could put a link or a pipe where a name can be
 * foreseen, or at any name that shows up. So the lines' directory has a random name and nobody else may look into it; they
 * work in it by being there, whatever is done to its name meanwhile; and what is renamed replaces a link, and is never
 * written through one. The way to the directory may go through links, see `refuseForeignLinks`. A subshell: it may be used more than once in a script. What fails ends it.
 */
export function renderBeside(path: string, lines: readonly string[]): string {
  return [
    '(',
    'set -e',
    'umask 077',
    ...enterDirectory(directoryOf(path)),
    'd=${PWD%/}',
    'k=$(mktemp -d .provision.XXXXXXXXXX)',
    `trap 'cd .. && rm -rf -- "$k"' EXIT`,
    noteMade('$d/$k'),
    'cd -P -- "$k"',
    `[ "$PWD" = "$d/$k" ] && [ -O . ] || { echo ${quote(`somebody else is moving what is made in ${directoryOf(path)}`)} >&2; exit 1; }`,
    ...lines,
    ')',
  ].join('\n');
}

/**
 * Shell that fails where the way to a path goes through another user's link to what is not that user's: what is written there
 * would go where the user wants it. Links of root and of who runs the shell are followed, and those that lead to `end` where it
 * is the link's owner's.
 */
export const refuseForeignLinks = (path: string, end = path): string => refuseLinksOf(quote(path), quote(end));

/** The same, by words of the shell. */
function refuseLinksOf(path: string, end: string): string {
  return [
    `m=$(id -u) e=$(stat -Lc %u -- ${end}) r=${path} a=`,
    'while [ -n "$r" ]; do p=${r%%/*}; case $r in */*) r=${r#*/} ;; *) r= ;; esac',
    'case $p in ""|.) continue ;; ..) a=${a%/*}; continue ;; esac; a=$a/$p; [ -L "$a" ] || continue',
    'o=$(stat -c %u -- "$a"); case $o in 0|"$m"|"$e") ;; *)',
    `echo "$a is a link of $(stat -c %U -- "$a"), and leads to what is another user's" >&2; exit 1 ;; esac`,
    't=$(readlink -- "$a"); case $t in /*) a= ;; *) a=${a%/*} ;; esac; r=$t/$r; done',
  ].join('\n');
}

/**
 * Shell that goes into a directory, by links of root and of who runs it only: what is then done in `.` is done there, whatever becomes of
 * its name. Between going there and looking at the way, another user may have put another link: the way that was looked at must lead here.
 */
export const enterDirectory = (path: string): string[] => [
  `cd -P -- ${quote(path)}`,
  `[ "\${PWD%/}" = ${quote(path.replace(/\/+$/, ''))} ] || {\n${refuseForeignLinks(path, '.')}`,
  `[ "\${PWD%/}" = "$a" ] || { echo ${quote(`somebody else is moving ${path}`)} >&2; exit 1; }\n}`,
];

/** The same for a path that a word of the shell holds, without a slash at its end. */
export const enterFound = (path: string): string[] => [
  `cd -P -- ${path}`,
  `[ "\${PWD%/}" = ${path} ] || [ "$PWD" = ${path} ] || {\n${refuseLinksOf(path, '.')}`,
  `[ "\${PWD%/}" = "$a" ] || { echo "somebody else is moving" ${path} >&2; exit 1; }\n}`,
];

/**
 * Shell that has the host remove this file, whose name begins with a dot, if the batch is killed before it does so itself. The list has
 * a line for each, so that no name can stand for another.
 */
export const noteMade = (path: string): string =>
  `[ -z "$PROVISION_STOP" ] || case "${path}" in *'\n'*) ;; *) printf '%s\\n' "${path}" >>"\${PROVISION_STOP%stop}made" || : ;; esac 2>/dev/null`;

/** Renames what was made to its place. */
export const placeNew = (path: string): string => `mv -fT -- ${NEW} ${quote(`../${nameOf(path)}`)}`;

/**
 * Gives `NEW` the owner, mode, access lists and extended attributes of the file at `path`, where there is one, links left out.
 * Best done before its content is written, empty if it must be: the kernel then takes away what must not outlive that, such as capabilities.
 */
export const takeOver = (path: string): string => {
  const at = quote(`../${nameOf(path)}`);
  return `if [ -f ${at} ] && [ ! -L ${at} ]; then ${LIKE} -T -- ${at} ${NEW}; fi`;
};

/**
 * Shell that fills `NEW` with what a command prints, and gives it the attributes of the file at `path` as `takeOver` does. It is
 * opened before it gets them, as a read-only file's owner could not open it after.
 */
export const fillLike = (path: string, command: string): string => `{\n${takeOver(path)}\n${command} >&3\n} 3> ${NEW}`;

/** cp(1) that gives an empty file the attributes of another, but for its times. */
export const LIKE = 'cp --attributes-only --preserve=all --no-preserve=timestamps,links';

/** Keeps the file at `path` as it is, beside it, with the time in its name, and a number where an earlier copy has this name. */
export const keepBackup = (path: string): string => {
  const at = quote(`../${nameOf(path)}`);
  return `if [ -f ${at} ]; then
  cp -L --preserve=all -T -- ${at} ./old
  s=.$(date +%Y-%m-%dT%H:%M:%S) n= i=1
  # where the name is taken, mv exits with 0 or 1, which depends on its release
  until mv -nT -- ./old ${at}"$s$n~" 2>./said || :; [ ! -e ./old ]; do
    [ $i -lt 100 ] || { cat ./said; echo "cannot keep a backup as "${at}"$s$n~"; exit 1; } >&2
    i=$((i + 1)) n=.$i
  done
fi`;
};

/** With a slash at its end. */
export const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
