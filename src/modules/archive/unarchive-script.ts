import { NEW, placeNew, renderBeside } from '../../module-api/beside.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { UnarchiveParams } from './unarchive-params.ts';

export interface Extraction {
  /** Path on the host. */
  readonly archive: string;
  /** The archive was copied to the host for this task only, and is removed afterwards. */
  readonly isOwn: boolean;
  readonly digest: string;
  readonly stamp: string;
}

/** Shell code that unpacks an archive, sets the attributes of the members, and records the digest and the members. */
export function renderExtraction(p: UnarchiveParams, { archive, isOwn, digest, stamp }: Extraction): string {
  const ownership = `${p.owner ?? ''}${p.group === undefined ? '' : `:${p.group}`}`;
  return [
    'set -e',
    ...(isOwn ? [`trap ${quote(`rm -f -- ${quote(archive)}`)} EXIT`] : []),
    renderBeside(stamp, [
      ...(isZip(p.src) ? unzip(p, archive) : untar(p, archive)),
      ...(ownership ? [`tr '\\n' '\\0' < list | (cd .. && xargs -0r chown -h ${quote(ownership)} --)`] : []),
      ...(p.mode === undefined
        ? []
        : [`(cd .. && while IFS= read -r name; do [ -L "$name" ] || chmod ${quote(p.mode)} -- "$name"; done) < list`]),
      `{ echo ${digest}; cat -- list; } > ${NEW}`,
      `chmod 0644 -- ${NEW}`,
      placeNew(stamp),
    ]),
  ].join('\n');
}

const isZip = (name: string): boolean => /\.(zip|jar|war)$/i.test(name);

function untar(p: UnarchiveParams, archive: string): string[] {
  const options = [
    ...p.extra_opts,
    ...p.exclude.map((pattern) => `--exclude=${pattern}`),
    ...(p.keep_newer ? ['--keep-newer-files'] : []),
  ];
  const words = quoteAll(['-f', archive, '-C', '..', ...options, '--', ...p.include]);
  const list = `tar -t --show-transformed-names --quoting-style=literal ${words}`;
  return [...refuseLinks(list), `tar -x -v --show-transformed-names --quoting-style=literal ${words} > list`];
}

function unzip(p: UnarchiveParams, archive: string): string[] {
  const members = [...p.include, ...(p.exclude.length > 0 ? ['-x', ...p.exclude] : [])];
  const overwrite = p.keep_newer ? '-uo' : '-o';
  return [
    `command -v unzip >/dev/null || { echo 'unzip is not installed on this host' >&2; exit 127; }`,
    ...refuseLinks(`unzip -Z1 ${quoteAll([archive, ...members])}`),
    `unzip -q ${overwrite} ${quoteAll([...p.extra_opts, archive, ...members, '-d', '..'])}`,
    `unzip -Z1 ${quoteAll([archive, ...members])} > list`,
  ];
}

/**
 * Fails where a member would be unpacked through a link to a directory that another user has put there: it may lead anywhere.
 * Where there is no such link, the members are not listed.
 */
function refuseLinks(list: string): string[] {
  return [
    'me=$(id -u)',
    'if [ -n "$(find .. -mindepth 1 -type l ! -uid "$me" -xtype d -print -quit)" ]; then',
    `  ${list} | while IFS= read -r rest; do`,
    '    at=..',
    '    while case $rest in */*) ;; *) false ;; esac; do',
    '      at=$at/${rest%%/*}; rest=${rest#*/}',
    '      if [ -L "$at" ] && [ -n "$(find "$at" -maxdepth 0 ! -uid "$me")" ]; then',
    `        echo "\${at#../} is a link that another user has made: what is unpacked would go where it leads" >&2; exit 1`,
    '      fi',
    '    done',
    '  done',
    'fi',
  ];
}
