import { defineQuery } from '../query.ts';
import { quote } from '../quote.ts';
import { splitBuffer, splitRecords } from '../split-records.ts';
import { followLinks } from './follow-links.ts';

export interface WayAnswer {
  /** The links on the way to the path and at its end, in the order in which they are followed. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** The path without links, whether it exists or not; null if its links form a circle. */
  readonly end: string | null;
}

/** Where a path leads: `/var/run/app` answers `{ links: [{ path: '/var/run', target: '/run' }], end: '/run/app' }`. */
export const way = defineQuery<string, WayAnswer>({
  name: 'way',
  key: (path) => path,
  // what changes do to links is in what they predict of the links' own paths
  reads: () => [],
  script: (paths, boundary) =>
    [WALK, ...paths.map((path) => `printf '%s' ${boundary}; walk ${quote(path)}`)].join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, boundary);
    return paths.map((path, i) => {
      const records = splitRecords(parts[i + 1] ?? Buffer.alloc(0), 2);
      const links = records.map(([at = '', target = '']) => ({ path: at, target }));
      const targets = new Map(links.map((link) => [link.path, link.target]));
      return { links, end: followLinks(path, (at) => targets.get(at)) ?? null };
    });
  },
});

/** Only builtins, but for links. As many links are followed as the kernel follows. */
const WALK = String.raw`walk() {
r=$1 a= n=0
while [ -n "$r" ]; do
p=\${r%%/*}; case $r in */*) r=\${r#*/} ;; *) r= ;; esac
case $p in ''|.) continue ;; ..) a=\${a%/*}; continue ;; esac
a=$a/$p; [ -L "$a" ] || continue
n=$((n+1)); [ "$n" -le 40 ] || break
t=$(readlink -n -- "$a"; echo .); t=\${t%.}
printf '%s\0%s\0' "$a" "$t"
case $t in /*) a= ;; *) a=\${a%/*} ;; esac; r=$t/$r
done
}`.replaceAll('\\$', '$');
