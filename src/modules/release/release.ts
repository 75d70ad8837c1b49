import type { Answers, Change, ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import type { Query } from '../../query/query.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { requireSafeWay, wayQueries } from '../lib/safe-way.ts';
import type { FoundReleases } from './release-listing.ts';
import { listReleases, parseReleases, renderReleases } from './release-listing.ts';
import { unpackRelease } from './release-steps.ts';
import type { ReleaseParams } from './release-params.ts';
import { releaseParams } from './release-params.ts';

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly releases: Query<ShellAnswer>;
  readonly way: readonly Query<StatAnswer>[];
}
type Found = Answers<Asked>;

/** Manages the releases of an application. */
export const release = defineState({
  name: 'release',
  summary: 'Installs a release of an application atomically next to the earlier ones, and removes the oldest releases.',
  params: releaseParams,
  examples: [
    '- release:\n    path: /srv/shop\n    id: "1.4.2"\n    src: builds/shop-1.4.2.tar.gz\n    shared: [uploads]\n',
    '- release:\n    path: /srv/shop\n    id: "1.4.1"\n    keep: 3\n',
  ],
  returns: {
    id: 'Name of the release.',
    path: 'Path of the release.',
    releases: 'All releases on the host, newest first.',
  },
  inputs: (p): Record<string, { path: string; as: 'tree' }> =>
    p.src === undefined ? {} : { src: { path: p.src, as: 'tree' } },
  queries: (p): Asked => ({ releases: listing(p), way: wayQueries(p.path) }),
  diff: (p, s: Found, context) => {
    requireSafeWay(p.path, s.way, context);
    return diff(p, parseReleases(s.releases.stdout), context);
  },
  apply: (p, s: Found, context) => {
    const found = parseReleases(s.releases.stdout);
    const source = isThere(p, found) ? undefined : context.inputs['src'];
    return unpackRelease(p, { source, digest: digestOf(context) ?? '', removed: outdated(p, found) });
  },
  predict: (p, s: Found, context) => [
    { query: listing(p), answer: { ...s.releases, stdout: renderReleases(after(p, s, context)) } },
  ],
  writes: (p) => ({ keys: [`tree:${p.path}/releases`] }),
  result: (p, s: Found) => ({
    id: p.id,
    path: `${p.path}/releases/${p.id}`,
    releases: parseReleases(s.releases.stdout).releases.map(({ id }) => id),
  }),
});

const listing = (p: ReleaseParams): Query<ShellAnswer> =>
  shell({ script: listReleases(p.path), reads: [`tree:${p.path}/releases`, `file:${p.path}/current`] });

const isThere = (p: ReleaseParams, { releases }: FoundReleases): boolean => releases.some(({ id }) => id === p.id);

function diff(p: ReleaseParams, found: FoundReleases, context: ModuleContext): Change[] {
  const there = found.releases.find(({ id }) => id === p.id);
  const digest = digestOf(context);
  if (!there && digest === undefined)
    throw new ModuleFailure(
      `there is no release ${p.id} on this host`,
      found.releases.length > 0 ? `It has ${found.releases.map(({ id }) => id).join(', ')}.` : 'It has none.',
    );
  if (there && digest !== undefined && there.digest !== digest)
    throw new ModuleFailure(
      `the release ${p.id} already exists on this host, with other content than ${p.src ?? ''}`,
      'Releases never change: choose a new id.',
    );
  const removed = outdated(p, found);
  return [
    ...(there ? [] : [{ attribute: 'release', before: null, after: p.id }]),
    ...(removed.length > 0 ? [{ attribute: 'older releases', before: removed, after: [] }] : []),
  ];
}

/** Releases beyond the requested number. The current release is always kept, so that nothing remains to be removed after the switch. */
function outdated(p: ReleaseParams, found: FoundReleases): string[] {
  const used = new Set([p.id, found.releases.some(({ id }) => id === found.current) ? found.current : p.id]);
  const others = found.releases.map(({ id }) => id).filter((id) => !used.has(id));
  return others.slice(p.keep - used.size);
}

function after(p: ReleaseParams, s: Found, context: ModuleContext): FoundReleases {
  const found = parseReleases(s.releases.stdout);
  const removed = outdated(p, found);
  const added = isThere(p, found) ? [] : [{ id: p.id, digest: digestOf(context) ?? '' }];
  return { ...found, releases: [...added, ...found.releases].filter(({ id }) => !removed.includes(id)) };
}

function digestOf({ inputs }: ModuleContext): string | undefined {
  const source = inputs['src'];
  if (!source?.entries) return source?.sha256;
  // only this bit of a file's mode counts: the rest depends on the umask of the checkout
  const isExecutable = (mode: string): boolean => (parseInt(mode, 8) & 0o100) !== 0;
  const names = source.entries.map((entry) => [
    entry.relativePath,
    entry.target ?? entry.sha256,
    isExecutable(entry.mode),
  ]);
  return sha256Of(JSON.stringify(names));
}
