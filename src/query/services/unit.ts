import { isUnknown, Unknown } from '../../values/unknown.ts';
import type { Peek } from '../query.ts';
import { defineQuery, Refused } from '../query.ts';
import { fileText } from '../files/file-text.ts';
import { quoteAll } from '../quote.ts';
import realName from './unit-real-name.sh';

/** systemd's state of a unit, without values that change by themselves (no PID, no time). */
export interface UnitAnswer {
  /** Whether systemd knows the unit; a masked unit is known. */
  readonly exists: boolean;
  /** `loaded`, `not-found`, `masked`, `bad-setting`, `error`. */
  readonly loadState: string;
  /** `active`, `inactive`, `failed`, `activating`, `reloading`, ... */
  readonly activeState: string;
  /** `enabled`, `disabled`, `static`, `indirect`, `generated`, ...; empty without a unit file. */
  readonly unitFileState: string;
  /** Whether its files are newer than systemd's state. */
  readonly needDaemonReload: boolean;
  /** The unit's file; empty if it is masked. */
  readonly fragmentPath: string;
  /** For a service: `simple`, `forking`, `oneshot`, `notify`, ... */
  readonly type: string;
  readonly remainAfterExit: boolean;
  /** If it has aliases: the unit's own name, then the aliases that it has, or would have if it were enabled. */
  readonly names?: readonly string[];
}

/** A unit by its name or an alias; a name without a suffix is a service. */
export const unit = defineQuery<string, UnitAnswer>({
  name: 'unit',
  key: unitName,
  reads: (name) => [
    `unit:${unitName(name)}`,
    `tree:/etc/systemd/system/${unitName(name)}.d`,
    ...unitFiles(unitName(name)).map((path) => `file:${path}`),
  ],
  script: (names, boundary) => {
    const asked = names.map(unitName).filter(isUnitName);
    if (asked.length === 0) return ':';
    return [
      `[ -d /run/systemd/system ] || { echo offline; exit 0; }`,
      realName,
      // without a subshell: a unit queried by its own name needs no process
      `n=; for u in ${quoteAll(asked)}; do real_name "$u"; n="$n $own"; done`,
      'set -f; set -- $n; set +f',
      `systemctl show --no-pager -p ${PROPERTIES.join(',')} -- "$@" 2>/dev/null`,
      `echo; echo ${boundary}`,
      'printf "name %s\\n" "$@"',
      'for u; do',
      // systemd does not know whether a generated unit of an init script starts at boot
      '  for f in /etc/rc[2-5].d/S[0-9][0-9]"${u%.service}"; do [ ! -e "$f" ] || { printf "sysv %s\\n" "$u"; break; }; done',
      // nor does it notice the first drop-in in a new directory
      '  for f in /etc/systemd/system/"$u".d/*.conf; do [ ! -s "$f" ] || printf "dropin %s %s\\n" "$u" "$f"; done',
      'done',
    ].join('\n');
  },
  parse: (output, names, boundary) => {
    const [shown = '', notes = ''] = output.toString('utf8').split(`\n${boundary}\n`);
    if (shown.startsWith('offline')) return names.map(() => new Refused('systemd does not run on this host'));
    const blocks = shown.trim().split('\n\n');
    const lines = notes.split('\n');
    const ownNames = lines.filter((line) => line.startsWith('name ')).map((line) => line.slice(5));
    const asked = names.map(unitName).filter(isUnitName);
    return names.map(unitName).map((name) => {
      const at = isUnitName(name) ? asked.indexOf(name) : -1;
      const block = blocks[at];
      return block === undefined ? ABSENT_UNIT : parseUnit({ asked: name, own: ownNames[at] ?? name }, block, lines);
    });
  },
  mentions: ({ names = [] }) => names.map((name) => `unit:${name}` as const),
  derive: (name, before, peek) => deriveUnit(unitName(name), before, peek),
});

export function unitName(name: string): string {
  return /\.(service|socket|target|timer|mount|automount|swap|path|slice|scope|device)$/.test(name)
    ? name
    : `${name}.service`;
}

const isUnitName = (name: string): boolean => /^[A-Za-z0-9:_.\\@-]+$/.test(name);

const PROPERTIES = [
  'LoadState',
  'ActiveState',
  'UnitFileState',
  'NeedDaemonReload',
  'FragmentPath',
  'DropInPaths',
  'Type',
  'RemainAfterExit',
  'Names',
];

/** The names under which a unit that was queried as `name` can be addressed, its own name first. */
export const namesOf = (found: UnitAnswer | undefined, name: string): readonly [string, ...string[]] => {
  const [own = unitName(name), ...aliases] = found?.names ?? [];
  return [own, ...aliases];
};

export const ABSENT_UNIT: UnitAnswer = {
  exists: false,
  loadState: 'not-found',
  activeState: 'inactive',
  unitFileState: '',
  needDaemonReload: false,
  fragmentPath: '',
  type: '',
  remainAfterExit: false,
};

interface Name {
  readonly asked: string;
  /** Differs from the queried name if that is an alias. */
  readonly own: string;
}

function parseUnit({ asked, own: name }: Name, block: string, notes: readonly string[]): UnitAnswer {
  const values = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const value = (key: string): string => values.get(key) ?? '';
  const state = value('UnitFileState');
  const startsAtBoot = notes.includes(`sysv ${name}`);
  const loadedDropIns = value('DropInPaths').split(' ');
  const dropIns = notes.filter((note) => note.startsWith(`dropin ${name} `)).map((note) => note.split(' ')[2] ?? '');
  const exists = value('LoadState') !== 'not-found';
  const names = [...new Set([name, ...value('Names').split(' ').filter(Boolean), asked])];
  return {
    exists,
    loadState: value('LoadState'),
    activeState: value('ActiveState'),
    unitFileState: state !== 'generated' ? state : startsAtBoot ? 'enabled' : 'disabled',
    needDaemonReload:
      value('NeedDaemonReload') === 'yes' || (exists && dropIns.some((path) => !loadedDropIns.includes(path))),
    // older versions of systemd report the target of a mask, newer ones the mask
    fragmentPath: value('LoadState') === 'masked' ? '' : value('FragmentPath'),
    type: value('Type'),
    remainAfterExit: value('RemainAfterExit') === 'yes',
    ...(exists && names.length > 1 && { names }),
  };
}

/** Possible paths of a unit's file, in order of precedence; `foo@bar.service` uses `foo@.service` unless it has its own file. */
function unitFiles(name: string): string[] {
  const template = name.replace(/@[^.]+\./, '@.');
  return [...new Set([name, template])].flatMap((file) =>
    ['/etc/systemd/system', '/usr/local/lib/systemd/system', '/lib/systemd/system', '/usr/lib/systemd/system'].map(
      (directory) => `${directory}/${file}`,
    ),
  );
}

/** The unit after its files were written: a new unit is loaded on first use, a loaded one needs a daemon-reload. */
function deriveUnit(name: string, before: UnitAnswer, peek: Peek): UnitAnswer | Unknown {
  const planned = unitFiles(name).map((path) => ({ path, content: peek(fileText(path)) }));
  const unclear = planned.find(({ content }) => isUnknown(content));
  if (unclear) return new Unknown(`content of ${unclear.path}`);
  const written = planned.find(({ content }) => Buffer.isBuffer(content));
  if (before.exists) {
    const removed = planned.find(({ path, content }) => path === before.fragmentPath && content === null);
    if (removed && !written) return new Unknown(`removed ${removed.path}`);
    return { ...before, needDaemonReload: true };
  }
  return written && Buffer.isBuffer(written.content) ? newUnit(written.path, written.content.toString('utf8')) : before;
}

function newUnit(path: string, content: string): UnitAnswer {
  const setting = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(content)?.[1]?.trim();
  const isInstallable = /^\[Install\]\s*$/m.test(content);
  const type = setting('Type') ?? (setting('BusName') === undefined ? 'simple' : 'dbus');
  return {
    ...ABSENT_UNIT,
    exists: true,
    loadState: 'loaded',
    unitFileState: isInstallable ? 'disabled' : 'static',
    fragmentPath: path,
    type: path.endsWith('.service') ? type : '',
    remainAfterExit: /^(yes|true|on|1)$/i.test(setting('RemainAfterExit') ?? ''),
  };
}
