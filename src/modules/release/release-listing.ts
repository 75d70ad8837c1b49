import { quote } from '../../query/quote.ts';

export interface FoundReleases {
  /** The release that `current` leads to; empty where there is none. */
  readonly current: string;
  /** Those that are complete, newest first. */
  readonly releases: readonly { readonly id: string; readonly digest: string }[];
}

/** Where it is noted, beside a complete release, what it was made from. */
export const stampOf = (id: string): string => `.${id}.release`;

/** Shell that prints the current release, then a line for each complete one: its digest and name. */
export const listReleases = (path: string): string =>
  [
    `current=$(readlink ${quote(`${path}/current`)} 2>/dev/null) || current=`,
    'echo "${current##*/}"',
    `cd ${quote(`${path}/releases`)} 2>/dev/null || exit 0`,
    'ls -1t .*.release 2>/dev/null | while IFS= read -r stamp; do',
    '  id=${stamp#.}',
    '  id=${id%.release}',
    '  [ ! -d "$id" ] || echo "$(cat -- "$stamp") $id"',
    'done',
  ].join('\n');

export function parseReleases(listed: string): FoundReleases {
  const [current = '', ...lines] = listed.trimEnd().split('\n');
  const releases = lines.map((line) => {
    const space = line.indexOf(' ');
    return { digest: line.slice(0, space), id: line.slice(space + 1) };
  });
  return { current, releases };
}

/** What `listReleases` prints of them. */
export const renderReleases = ({ current, releases }: FoundReleases): string =>
  [current, ...releases.map(({ id, digest }) => `${digest} ${id}`), ''].join('\n');
