import { Unknown, isUnknown } from '../../values/unknown.ts';
import { defineQuery, Refused } from '../query.ts';
import { gitOwner } from './git-login.ts';
import { quote } from '../quote.ts';
import type { ResourceKey } from '../resource-key.ts';
import { splitBuffer } from '../split-records.ts';
import { stat } from '../files/stat.ts';

/** A git working copy or bare repository; null if there is none. */
export type GitCheckoutAnswer = GitCheckout | null;

export interface GitCheckout {
  /** Full hash of the checked-out commit; empty before the first commit. */
  readonly head: string;
  /** The checked-out branch; empty if there is none. */
  readonly branch: string;
  /** URL of each remote. */
  readonly remotes: Readonly<Record<string, string>>;
  /** Whether tracked files differ from the commit. */
  readonly isDirty: boolean;
  readonly isBare: boolean;
}

/** The checkout in a directory. `occupied`: the directory contains something else. */
export const gitCheckout = defineQuery<string, GitCheckoutAnswer | 'occupied' | 'no git'>({
  name: 'gitCheckout',
  key: (path) => path,
  reads: (path) => [`tree:${path}`],
  script: (paths, boundary) => paths.map((path) => renderLook(path, boundary)).join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, boundary).slice(1);
    return paths.map((path, i) => parseLook(path, parts[i]?.toString('utf8') ?? ''));
  },
  derive: (path, before, peek, writes) => {
    const planned = peek(stat(path));
    if (planned === undefined || isUnknown(planned)) return planned ?? new Unknown(`what is checked out in ${path}`);
    if (!planned.exists) return null;
    if (planned.type === 'file' || planned.type === 'other') return 'occupied';
    // what was not there, and has been made since, is an empty directory if nothing has been put into it
    const isEmpty = before === null && !writes.flat().some((key) => isBelow(key, path));
    return isEmpty ? null : new Unknown(`what is checked out in ${path}`);
  },
});

/** A resource within a directory. A change to the whole tree may be one of owners and modes alone, which puts nothing there. */
const isBelow = (key: ResourceKey, directory: string): boolean =>
  /^(file|tree):/.test(key) && key.slice('file:'.length).startsWith(`${directory}/`);

/** What is in a directory of another user is looked at as that user. */
function renderLook(directory: string, boundary: string): string {
  const path = quote(directory);
  return [
    `printf '%s' ${boundary}`,
    `if ! command -v git >/dev/null; then printf 'no git'`,
    `elif [ ! -e ${path} ]; then printf absent`,
    'else',
    gitOwner(directory),
    `  g() { (export GIT_OPTIONAL_LOCKS=0; own -C ${path} "$@" 2>/dev/null); }`,
    `  t=$(g rev-parse --absolute-git-dir)`,
    `  p=$(readlink -f -- ${path})`,
    '  case $t in',
    '    "$p" | "$p/.git" | */.git/modules/* | */.git/worktrees/*)',
    `      printf 'git\\n%s\\n%s\\n%s\\n' "$(g rev-parse -q --verify HEAD)" "$(g symbolic-ref -q --short HEAD)" "$(g rev-parse --is-bare-repository)"`,
    '      g diff-index --quiet --ignore-submodules HEAD -- && echo clean || echo dirty',
    `      g config --get-regexp '^remote\\..*\\.url$' ;;`,
    `    *) if [ -d ${path} ] && [ -z "$(ls -A -- ${path})" ]; then printf absent; elif [ -d ${path} ] && [ ! -r ${path} ]; then printf refused; else printf occupied; fi ;;`,
    '  esac',
    'fi',
  ].join('\n');
}

function parseLook(path: string, text: string): GitCheckoutAnswer | 'occupied' | 'no git' | Refused {
  if (text === 'absent') return null;
  if (text === 'occupied' || text === 'no git') return text;
  const [kind, head = '', branch = '', bare, state, ...remotes] = text.split('\n');
  if (kind !== 'git') return new Refused(`cannot look into ${path}`);
  const urls = remotes.flatMap((line) => {
    const [, name, url] = /^remote\.(.*)\.url (.*)$/.exec(line) ?? [];
    return name === undefined || url === undefined ? [] : [[name, url] as const];
  });
  const isBare = bare === 'true';
  return {
    head,
    branch,
    remotes: Object.fromEntries(urls),
    isDirty: !isBare && state === 'dirty' && head !== '',
    isBare,
  };
}
