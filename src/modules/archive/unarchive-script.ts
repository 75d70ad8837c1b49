import { quote, quoteAll } from '../../query/quote.ts';
import type { UnarchiveParams } from './unarchive.ts';

export interface Extraction {
  /** Path on the host. */
  readonly archive: string;
  /** The archive was brought for this alone, and is removed. */
  readonly isOwn: boolean;
  readonly digest: string;
  readonly stamp: string;
}

/** Shell that unpacks an archive, gives what was in it its attributes, and notes its digest and its members. */
export function renderExtraction(p: UnarchiveParams, { archive, isOwn, digest, stamp }: Extraction): string {
  const list = quote(`${stamp}.new`);
  const ownership = `${p.owner ?? ''}${p.group === undefined ? '' : `:${p.group}`}`;
  return [
    'set -e',
    `trap ${quote(`rm -f -- ${quote(`${stamp}.new`)}${isOwn ? ` ${quote(archive)}` : ''}`)} EXIT`,
    ...(isZip(p.src) ? unzip(p, archive, list) : untar(p, archive, list)),
    ...(ownership
      ? [`(cd ${quote(p.dest)} && tr '\\n' '\\0' < ${list} | xargs -0r chown -h ${quote(ownership)} --)`]
      : []),
    ...(p.mode === undefined
      ? []
      : [
          `(cd ${quote(p.dest)} && while IFS= read -r name; do [ -L "$name" ] || chmod ${quote(p.mode)} -- "$name"; done) < ${list}`,
        ]),
    `{ echo ${digest}; cat -- ${list}; } > ${quote(stamp)}`,
  ].join('\n');
}

const isZip = (name: string): boolean => /\.(zip|jar|war)$/i.test(name);

function untar(p: UnarchiveParams, archive: string, list: string): string[] {
  const options = [
    ...p.extra_opts,
    ...p.exclude.map((pattern) => `--exclude=${pattern}`),
    ...(p.keep_newer ? ['--keep-newer-files'] : []),
  ];
  const words = quoteAll(['-f', archive, '-C', p.dest, ...options, '--', ...p.include]);
  return [`tar -x -v --show-transformed-names --quoting-style=literal ${words} > ${list}`];
}

function unzip(p: UnarchiveParams, archive: string, list: string): string[] {
  const members = [...p.include, ...(p.exclude.length > 0 ? ['-x', ...p.exclude] : [])];
  const overwrite = p.keep_newer ? '-uo' : '-o';
  return [
    `command -v unzip >/dev/null || { echo 'unzip is not installed on this host' >&2; exit 127; }`,
    `unzip -q ${overwrite} ${quoteAll([...p.extra_opts, archive, ...members, '-d', p.dest])}`,
    `unzip -Z1 ${quoteAll([archive, ...members])} > ${list}`,
  ];
}
