import type { Change } from '../../module-api/module.ts';
import { quote } from '../../query/quote.ts';
import type { UnitAnswer } from '../../query/services/unit.ts';
import { namesOf, unitName } from '../../query/services/unit.ts';
import type { SystemdParams } from './systemd-params.ts';

/** Renders the commands for the changes in a valid order: masks and files first, the run state last. */
export function renderUnitScript(p: SystemdParams, found: UnitAnswer | undefined, changes: readonly Change[]): string {
  const changed = new Map(changes.map(({ attribute, after }) => [attribute, after]));
  // systemd cannot enable or mask aliases, and removes the aliases of a unit that it disables
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

/** The most important command, for display. */
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

/** Starts the unit. If the start finished immediately, checks after a second that the unit is still active. */
function start(p: SystemdParams, name: string, found: UnitAnswer | undefined): string[] {
  const failed = 'failed() { systemctl --no-pager --full --lines=20 status -- "$1" >&2 || :; exit 1; }';
  // a unit that has failed too often must be reset before it can be started
  const reset = found?.activeState === 'failed' ? [`systemctl reset-failed -- ${name} || :`] : [];
  const begin = `${p.no_block ? '' : `${cancelWhenEnded(name)}\n`}systemctl ${verbOf(p)}${noBlock(p)} -- ${name} || failed ${name}`;
  const stays = p.state === 'reloaded' && found?.activeState === 'active';
  return [failed, ...reset, begin, ...(p.no_block || stays ? [] : lookAgain(name))];
}

/** If the script is terminated, cancels the start or reload that it waits for: a hanging job would block the next run. */
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

/** systemd reports these types as started even before the program has read its configuration. */
const lookAgain = (name: string): string[] => [
  `show() { systemctl show -p "$1" -- ${name} | sed 's/^[^=]*=//'; }`,
  'case $(show Type) in simple|exec|idle)',
  '  n=$(show NRestarts); sleep 1',
  `  case $(show ActiveState) in active|reloading|refreshing) ;; *) echo 'the service ended within a second of its start' >&2; failed ${name} ;; esac`,
  `  [ "$n" = "$(show NRestarts)" ] || { echo 'the service keeps ending and being started again' >&2; failed ${name}; } ;;`,
  'esac',
];
