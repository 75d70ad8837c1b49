import type { Answers, Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import type { Step } from '../../module-api/step.ts';
import { Unknown } from '../../values/unknown.ts';
import type { Query } from '../../query/query.ts';
import type { ManagerAnswer } from '../../query/services/systemd-manager.ts';
import { systemdManager } from '../../query/services/systemd-manager.ts';
import type { UnitAnswer } from '../../query/services/unit.ts';
import { namesOf, unit, unitName } from '../../query/services/unit.ts';
import { describeUnitScript, renderUnitScript } from './systemd-script.ts';
import type { SystemdParams } from './systemd-params.ts';
import { systemdParams } from './systemd-params.ts';

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly unit: readonly Query<UnitAnswer>[];
  readonly manager: readonly Query<ManagerAnswer>[];
}
type Found = Answers<Asked>;

/** Manages systemd units: services, timers, sockets. */
export const systemd = defineState({
  name: 'systemd',
  summary: 'Starts, stops, restarts, enables and masks systemd units.',
  params: systemdParams,
  aliases: {
    service: 'name',
    unit: 'name',
    daemon_reload_always: 'daemon_reload',
    'daemon-reload': 'daemon_reload',
    'daemon-reexec': 'daemon_reexec',
  },
  examples: [
    '- systemd:\n    name: nginx\n    state: started\n    enabled: true\n',
    '- systemd:\n    name: backup.timer\n    state: restarted\n    daemon_reload: true\n',
    '- systemd:\n    daemon_reload: true\n',
  ],
  returns: {
    name: 'The unit.',
    state: 'The requested state: started or stopped.',
    enabled: 'Whether it starts at boot.',
  },
  queries: (p): Asked => askUnit(p),
  diff: (p, s: Found, context) => diffUnit(p, s, context),
  apply: (p, s: Found, context): Step[] => [
    { kind: 'run', script: renderUnitScript(p, s.unit[0], diffUnit(p, s, context)), shownAs: describeUnitScript(p) },
  ],
  predict: (p, s: Found) => predictUnit(p, s),
  writes: (p) => ({ keys: p.name === undefined ? ['units:'] : [`unit:${unitName(p.name)}`, 'units:'] }),
  result: (p, s: Found) => resultOf(p, s),
  convergeTimeoutMs: 5000,
});

export const askUnit = (p: SystemdParams): Asked => ({
  unit: p.name === undefined ? [] : [unit(p.name)],
  manager: p.name === undefined && p.daemon_reload ? [systemdManager(undefined)] : [],
});

const RUNNING = ['active', 'reloading', 'refreshing'];
const isRunning = (found: UnitAnswer): boolean => RUNNING.includes(found.activeState);

/** A oneshot unit is inactive again after it has run, so its state cannot be compared. */
const leavesNoTrace = (found: UnitAnswer): boolean => found.type === 'oneshot' && !found.remainAfterExit;

/** A static unit cannot be enabled; other units start it. */
const isEnabled = ({ unitFileState }: UnitAnswer): boolean =>
  ['enabled', 'enabled-runtime', 'static', 'indirect', 'alias'].includes(unitFileState);

const canDisable = ({ unitFileState }: UnitAnswer): boolean => unitFileState.startsWith('enabled');

export function diffUnit(p: SystemdParams, { unit: units, manager }: Found, context: ModuleContext): Change[] {
  const [found] = units;
  const reload = manager[0]?.needsReload === true || (p.daemon_reload && found?.needDaemonReload === true);
  const changes: Change[] = reload ? [{ attribute: 'unit files', before: 'changed', after: 'loaded' }] : [];
  if (p.daemon_reexec && !context.isRecheck)
    changes.push({ attribute: 'systemd', before: null, after: 'executed anew' });
  if (found === undefined) return changes;
  refuseImpossible(p, found);
  const isMasked = found.loadState === 'masked' || found.unitFileState.startsWith('masked');
  if (p.masked !== undefined && p.masked !== isMasked)
    changes.push({ attribute: 'masked', before: isMasked, after: p.masked });
  if (p.enabled === true && !isEnabled(found)) changes.push({ attribute: 'enabled', before: false, after: true });
  if (p.enabled === false && canDisable(found)) changes.push({ attribute: 'enabled', before: true, after: false });
  return [...changes, ...diffState(p, found, context)];
}

function refuseImpossible(p: SystemdParams, found: UnitAnswer): void {
  const name = unitName(p.name ?? '');
  const asksMore = p.state !== undefined || p.enabled !== undefined;
  if (!found.exists && asksMore) {
    throw new ModuleFailure(
      `there is no unit ${name}`,
      'Check the name, or install the package that contains the unit.',
    );
  }
  if (
    found.loadState === 'masked' &&
    p.masked === undefined &&
    (p.enabled === true || (p.state !== undefined && p.state !== 'stopped'))
  ) {
    throw new ModuleFailure(`${name} is masked`, 'masked: false unmasks it.');
  }
  if (p.masked === true && found.fragmentPath === `/etc/systemd/system/${namesOf(found, name)[0]}`) {
    throw new ModuleFailure(
      `${name} cannot be masked because its unit file is where the mask would be created`,
      `Remove ${found.fragmentPath}, or disable the unit.`,
    );
  }
  if (['bad-setting', 'error'].includes(found.loadState) && !found.needDaemonReload) {
    throw new ModuleFailure(`the file of ${name} is not valid`, `See \`systemctl status ${name}\` on the host.`);
  }
}

function diffState(
  { state, no_block }: SystemdParams,
  found: UnitAnswer,
  { isRecheck: proving }: ModuleContext,
): Change[] {
  const before = found.activeState;
  if (state === undefined) return [];
  if (state === 'stopped')
    return before === 'inactive' || before === 'failed' ? [] : [{ attribute: 'state', before, after: 'stopped' }];
  const works = isRunning(found) || (before === 'activating' && (no_block || leavesNoTrace(found)));
  if (proving ? works || (before === 'inactive' && leavesNoTrace(found)) : works && state === 'started') return [];
  return [{ attribute: 'state', before, after: state }];
}

export function predictUnit(p: SystemdParams, { unit: [found], manager }: Found): Prediction[] {
  const predictedManager = manager.map(() => ({ query: systemdManager(undefined), answer: { needsReload: false } }));
  if (p.name === undefined || !found) return predictedManager;
  // the unit behind the mask is visible only after it is unmasked
  if (p.masked === false && found.loadState === 'masked') {
    const unknown = new Unknown(`the state of ${unitName(p.name)} without its mask`);
    return namesOf(found, p.name).map((name) => ({ query: unit(name), answer: unknown }));
  }
  const masked =
    p.masked === true
      ? {
          exists: true,
          loadState: 'masked',
          unitFileState: 'masked',
          fragmentPath: '',
          type: '',
          remainAfterExit: false,
        }
      : {};
  const enabled =
    p.enabled === true && !isEnabled(found)
      ? { unitFileState: 'enabled' }
      : p.enabled === false && canDisable(found)
        ? { unitFileState: 'disabled' }
        : {};
  const answer = { ...found, ...enabled, ...masked, activeState: activeAfter(p, found), needDaemonReload: false };
  const names = namesOf(found, p.name);
  const units = names.map((name) => ({
    query: unit(name),
    answer: p.masked === true ? withoutAliases(answer, names[0], name) : answer,
  }));
  return [...units, ...predictedManager];
}

/** While a unit is masked, systemd does not report its aliases, except for the name that was queried. */
function withoutAliases({ names: _, ...answer }: UnitAnswer, own: string, asked: string): UnitAnswer {
  return asked === own ? answer : { ...answer, names: [own, asked] };
}

function activeAfter({ state }: SystemdParams, found: UnitAnswer): string {
  if (state === undefined) return found.activeState;
  if (state === 'stopped') return found.activeState === 'failed' ? 'failed' : 'inactive';
  return leavesNoTrace(found) ? 'inactive' : 'active';
}

export function resultOf(p: SystemdParams, { unit: [found] }: Found): Record<string, unknown> {
  if (p.name === undefined || !found) return {};
  return {
    name: p.name,
    ...(p.state !== undefined && { state: p.state === 'stopped' ? 'stopped' : 'started' }),
    ...(p.enabled !== undefined && { enabled: p.enabled }),
    status: {
      ActiveState: found.activeState,
      LoadState: found.loadState,
      UnitFileState: found.unitFileState,
      FragmentPath: found.fragmentPath,
    },
  };
}
