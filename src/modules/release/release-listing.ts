import { quote } from '../../query/quote.ts';

export interface FoundReleases {
  /** The current release; empty if there is none. */
  readonly current: string;
  /** The complete releases, newest first. */
  readonly releases: readonly { readonly id: string; readonly digest: string }[];
}

/** The file next to a complete release that records its source. */
export const stampOf = (id: string): string => `.${id}.release`;

/** Shell code that prints the current release, then a line with digest and name for each complete release. */
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

/** Parses the output of `listReleases`. */
export const renderReleases = ({ current, releases }: FoundReleases): string =>
  [current, ...releases.map(({ id, digest }) => `${digest} ${id}`), ''].join('\n');
