import { NEW, placeNew, renderBeside } from '../../module-api/beside.ts';
import type { LocalContent } from '../../module-api/local-input.ts';
import type { Step } from '../../module-api/step.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import { localContent } from '../copy/copy-file.ts';
import { renderSafeWays } from '../lib/safe-way.ts';
import { stampOf } from './release-listing.ts';
import type { ReleaseParams } from './release-params.ts';

interface Unpacking {
  /** The source of the release; absent if the release exists. */
  readonly source: LocalContent | undefined;
  readonly digest: string;
  /** Names of releases to remove. */
  readonly removed: readonly string[];
}

/** Creates the release under a temporary name, renames it, and then removes old releases. */
export function unpackRelease(p: ReleaseParams, { source, digest, removed }: Unpacking): Step[] {
  const releases = `${p.path}/releases`;
  const prune = removed.length > 0 ? [{ kind: 'run', script: renderRemoval(releases, removed) } satisfies Step] : [];
  if (!source) return prune;
  const made = `${releases}/.${p.id}.new`;
  const entries = source.entries ?? [];
  const directories = entries.filter(({ type }) => type === 'directory').map((entry) => entry.relativePath);
  const begin = [
    'umask 022',
    renderSafeWays([releases]),
    `rm -rf -- ${quote(made)} || exit`,
    `mkdir -p -- ${quote(releases)} && mkdir -- ${quote(made)} || exit`,
    ...(directories.length > 0 ? [`mkdir -p -- ${quoteAll(directories.map((name) => `${made}/${name}`))}`] : []),
  ];
  const files = entries
    .filter(({ type }) => type === 'file')
    .map((entry): Step => ({
      kind: 'write',
      path: `${made}/${entry.relativePath}`,
      content: localContent(entry),
      mode: (parseInt(entry.mode, 8) & 0o100) === 0 ? '0644' : '0755',
    }));
  const links = entries
    .filter(({ type }) => type === 'link')
    .map((entry) => `ln -s -- ${quote(entry.target ?? '')} ${quote(`${made}/${entry.relativePath}`)}`);
  const archive = `${releases}/.${p.id}.archive`;
  const unpack: Step[] =
    source.type === 'directory'
      ? [...files, ...(links.length > 0 ? [{ kind: 'run', script: links.join(' &&\n') } satisfies Step] : [])]
      : [
          { kind: 'write', path: archive, content: localContent(source), mode: '0600' },
          { kind: 'run', script: renderExtraction(archive, made, p.strip) },
        ];
  return [
    { kind: 'run', script: begin.join('\n') },
    ...unpack,
    { kind: 'run', script: renderArrival(p, made, digest) },
    ...prune,
  ];
}

/** The owners on the machine where the archive was packed are ignored. */
const renderExtraction = (archive: string, to: string, strip: number): string =>
  [
    'umask 022',
    `tar -x --no-same-owner --no-same-permissions -f ${quote(archive)} -C ${quote(to)} --strip-components=${strip} || exit`,
    `rm -f -- ${quote(archive)}`,
  ].join('\n');

function renderArrival(p: ReleaseParams, made: string, digest: string): string {
  const stamp = `${p.path}/releases/${stampOf(p.id)}`;
  const at = quote(`${p.path}/releases/${p.id}`);
  const links = p.shared.flatMap((name) => [
    `rm -rf -- ${quote(`${made}/${name}`)}`,
    `mkdir -p -- ${quote(`${made}/${name}`.replace(/\/[^/]*$/, ''))}`,
    `ln -s -- ${quote(`${p.path}/shared/${name}`)} ${quote(`${made}/${name}`)}`,
  ]);
  return [
    'set -e',
    'umask 022',
    ...links,
    `sync -f -- ${quote(made)}`,
    `rm -rf -- ${at}`,
    `mv -T -- ${quote(made)} ${at}`,
    renderBeside(stamp, [`echo ${digest} > ${NEW}`, `chmod 0644 -- ${NEW}`, placeNew(stamp)]),
  ].join('\n');
}

/** Without its record a release is incomplete, so the record is removed first. */
const renderRemoval = (releases: string, removed: readonly string[]): string =>
  [
    renderSafeWays([releases]),
    `cd ${quote(releases)} || exit`,
    ...removed.flatMap((id) => [
      `rm -f -- ${quoteAll([stampOf(id)])} &&`,
      `rm -rf -- ${quoteAll([id, `.${id}.migrated`, `.${id}.settings`])} || exit`,
    ]),
  ].join('\n');
