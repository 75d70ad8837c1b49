import type { Answers, Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { predictFile } from '../lib/predict-file.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { Step } from '../../module-api/step.ts';
import { Unknown } from '../../values/unknown.ts';
import type { Query } from '../../query/query.ts';
import type { MountedAnswer } from '../../query/files/mounted.ts';
import { mounted } from '../../query/files/mounted.ts';
import { makeDirectories, ownWay } from '../../module-api/at-place.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { editFstab, findEntry } from './fstab.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { applyText, diffText, predictText, textQueries } from '../text/text-file.ts';
import type { MountParams } from './mount-params.ts';
import { mountParams } from './mount-params.ts';

type Asked = ReturnType<typeof textQueries> & { readonly now: Query<MountedAnswer>; readonly point: Query<StatAnswer> };
type Found = Answers<{ now: Query<MountedAnswer>; point: Query<StatAnswer> }> & FoundText;

/** Mounts and unmounts file systems, now and at boot. */
export const mount = defineState({
  name: 'mount',
  summary: 'Mounts and unmounts file systems, and manages their entries in fstab.',
  params: mountParams,
  notTaken: {
    backup: 'Copy /etc/fstab first: copy with remote_src.',
    boot: 'Add noauto to opts.',
    opts_no_log: 'Give the task no_log.',
  },
  aliases: { name: 'path' },
  examples: [
    '- mount:\n    path: /srv/cache\n    src: tmpfs\n    fstype: tmpfs\n    opts: size=64m,mode=0750\n    state: mounted\n',
    '- mount:\n    path: /srv/cache\n    state: absent\n',
  ],
  returns: { path: 'Mount point.' },
  queries: (p): Asked => ({ ...textQueries(p.fstab), now: mounted(p.path), point: stat(pointOf(p)) }),
  diff: (p, s: Found, context) => diff(p, s, context),
  apply: (p, s: Found, context) => apply(p, s, context),
  predict: (p, s: Found, context) => predict(p, s, context),
  writes: (p) => ({ keys: [`file:${p.fstab}`, `mount:${p.path}`, `tree:${p.path}`] }),
  result: (p) => ({ path: p.path }),
});

/** Swap has no mount point. */
const pointOf = (p: MountParams): string => (p.path.startsWith('/') ? p.path : '/');

const lists = (p: MountParams): boolean => ['mounted', 'present', 'absent'].includes(p.state);
const mounts = (p: MountParams): boolean => p.state === 'mounted' || p.state === 'ephemeral';
const unmounts = (p: MountParams): boolean => p.state === 'unmounted' || p.state === 'absent';

const editOf = (p: MountParams): TextEdit => ({
  path: p.fstab,
  attributes: {},
  backup: false,
  validate: undefined,
  whenAbsent: p.state === 'absent' ? 'leave' : 'create',
  edit: (before) => editFstab(p, before),
});

/** The action on the mount itself, apart from fstab. */
function action(
  p: MountParams,
  s: Found,
  { isRecheck: proving }: ModuleContext,
): 'mount' | 'replace' | 'remount' | 'unmount' | undefined {
  if (unmounts(p)) return s.now ? 'unmount' : undefined;
  if (p.state === 'remounted') return proving ? undefined : 'remount';
  if (!mounts(p)) return undefined;
  if (!s.now) return 'mount';
  const entry = findEntry(p, s.text?.toString('utf8') ?? '');
  if (p.state === 'ephemeral' || !entry) return undefined;
  if (entry.src !== p.src || entry.fstype !== p.fstype) return 'replace';
  return entry.opts === p.opts ? undefined : 'remount';
}

function diff(p: MountParams, s: Found, context: ModuleContext): Change[] {
  const what = action(p, s, context);
  const source = s.now?.source ?? null;
  const after = { mount: p.src, replace: p.src, remount: `mounted with ${p.opts}`, unmount: 'unmounted' };
  return [
    ...(lists(p) ? diffText(editOf(p), s) : []),
    ...(what === undefined ? [] : [{ attribute: 'mount', before: source, after: after[what] }]),
    ...(p.state === 'absent' && p.path.startsWith('/') && s.point.exists
      ? [{ attribute: 'mount point', before: 'directory', after: 'absent' }]
      : []),
  ];
}

function apply(p: MountParams, s: Found, context: ModuleContext): Step[] {
  const what = action(p, s, context);
  const at = quote(p.path);
  const create = `mount -t ${quote(p.fstype ?? 'auto')} -o ${quote(p.opts)} -- ${quote(p.src ?? '')} ${at}`;
  const remount = p.state === 'remounted' && p.opts === 'defaults' ? 'remount' : `remount,${p.opts}`;
  const commands = {
    mount: [makeDirectories(p.path), ownWay(p.path), create],
    replace: [`umount -- ${at}`, ownWay(p.path), create],
    remount: [`mount -o ${quote(remount)} -- ${at}`],
    unmount: [`umount -- ${at}`],
  };
  const writes = lists(p) && diffText(editOf(p), s).length > 0;
  const last = [
    // systemd generates units from fstab, and unmounts file systems whose entries are gone
    ...(writes ? ['[ ! -d /run/systemd/system ] || systemctl daemon-reload'] : []),
    ...(p.state === 'absent' && p.path.startsWith('/') && s.point.exists ? [`rmdir -- ${at}`] : []),
  ];
  return [
    // the mount runs before fstab is changed: an entry that can't be mounted could stop the next boot
    ...(what === undefined ? [] : [{ kind: 'run' as const, script: commands[what].join(' &&\n') }]),
    ...(writes ? applyText(editOf(p), s) : []),
    ...(last.length > 0 ? [{ kind: 'run' as const, script: last.join(' &&\n') }] : []),
  ];
}

function predict(p: MountParams, s: Found, context: ModuleContext): Prediction[] {
  const isMounted = mounts(p) || (s.now !== null && !unmounts(p));
  // after a mount, a stat of the mount point returns the root of the mounted file system
  const point = action(p, s, context) === undefined ? s.point : new Unknown(`the content of ${p.path} after the mount`);
  // the kernel may report another source than the task gives, as with bind mounts and UUIDs
  const now = action(p, s, context) === 'remount' ? s.now : {};
  return [
    ...(lists(p) ? predictText(editOf(p), s, context) : predictUnchanged(...Object.values(textQueries(p.fstab)))),
    {
      query: mounted(p.path),
      answer: isMounted ? (mounts(p) && action(p, s, context) !== undefined ? now : s.now) : null,
    },
    ...(p.state === 'absent' && p.path.startsWith('/') ? predictFile(p.path, { exists: false }, null) : []),
    ...(p.state === 'absent' && p.path.startsWith('/') ? [] : [{ query: stat(pointOf(p)), answer: point }]),
  ];
}
