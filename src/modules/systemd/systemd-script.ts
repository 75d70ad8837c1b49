import type { Change } from '../../module-api/module.ts';
import { quote } from '../../query/quote.ts';
import type { UnitAnswer } from '../../query/services/unit.ts';
import { namesOf, unitName } from '../../query/services/unit.ts';
import type { SystemdParams } from './systemd-params.ts';

/** The commands for what differs, in the order in which they are possible: masks and files first, the state last. */
export function renderUnitScript(p: SystemdParams, found: UnitAnswer | undefined, changes: readonly Change[]): string {
  const changed = new Map(changes.map(({ attribute, after }) => [attribute, after]));
  // systemd enables and masks no alias, and forgets one with the unit that it disables
  const name = quote(namesOf(found, p.name ?? '')[0]);
  const reload = changed.has('unit files') || found?.needDaemonReload === true;
  const state = changed.get('state');
  return [
    'set -e',
    ...(changed.has('systemd') ? ['systemctl daemon-reexec'] : []),
    ...(changed.get('masked') === false ? [`systemctl unmask ${name}`] : []),
    ...(reload ? ['systemctl daemon-reload'] : []),
    ...(changed.has('enabled') ? [enable(p, name, changed.get('enabled') === true)] : []),
    ...(state === 'stopped' ? [`systemctl stop${noBlock(p)} -- ${name}`] : []),
    ...(state !== undefined && state !== 'stopped' ? start(p, name, found) : []),
    ...(changed.get('masked') === true ? [`systemctl mask ${name}`] : []),
  ].join('\n');
}

/** The command at the heart of it, for people. */
export function describeUnitScript(p: SystemdParams): string | undefined {
  if (p.name === undefined) return 'systemctl daemon-reload';
  return p.state === undefined ? undefined : `systemctl ${verbOf(p)} ${unitName(p.name)}`;
}

function verbOf({ state }: SystemdParams): string {
  if (state === 'stopped') return 'stop';
  if (state === 'restarted') return 'restart';
  return state === 'reloaded' ? 'reload-or-restart' : 'start';
}

const noBlock = (p: SystemdParams): string => (p.no_block ? ' --no-block' : '');

const enable = (p: SystemdParams, name: string, on: boolean): string =>
  `systemctl --quiet${on && p.force ? ' --force' : ''} ${on ? 'enable' : 'disable'} -- ${name}`;

/** Starts it, and looks again a second later at what claims to have started at once: it may have died since. */
function start(p: SystemdParams, name: string, found: UnitAnswer | undefined): string[] {
  const failed = 'failed() { systemctl --no-pager --full --lines=20 status -- "$1" >&2 || :; exit 1; }';
  // a unit that has failed too often is not started again before it is reset
  const reset = found?.activeState === 'failed' ? [`systemctl reset-failed -- ${name} || :`] : [];
  const begin = `${p.no_block ? '' : `${cancelWhenEnded(name)}\n`}systemctl ${verbOf(p)}${noBlock(p)} -- ${name} || failed ${name}`;
  const stays = p.state === 'reloaded' && found?.activeState === 'active';
  return [failed, ...reset, begin, ...(p.no_block || stays ? [] : lookAgain(name))];
}

/** Who ends the script ends what it waits for: systemd would go on with a start or a reload that hangs, and keep the next run waiting. */
const cancelWhenEnded = (name: string): string =>
  [
    'cancel() {',
    `  case $(systemctl show -p ActiveState -- ${name}) in`,
    `    *=reloading) systemctl kill --kill-who=control -- ${name} ;;`,
    `    *=activating | *=deactivating) systemctl stop --no-block -- ${name} ;;`,
    '  esac',
    '  exit 143',
    '}',
    'trap cancel TERM',
  ].join('\n');

/** systemd calls such a service started before the program has even read its configuration. */
const lookAgain = (name: string): string[] => [
  `show() { systemctl show -p "$1" -- ${name} | sed 's/^[^=]*=//'; }`,
  'case $(show Type) in simple|exec|idle)',
  '  n=$(show NRestarts); sleep 1',
  `  case $(show ActiveState) in active|reloading|refreshing) ;; *) echo 'the service ended within a second of its start' >&2; failed ${name} ;; esac`,
  `  [ "$n" = "$(show NRestarts)" ] || { echo 'the service keeps ending and being started again' >&2; failed ${name}; } ;;`,
  'esac',
];
