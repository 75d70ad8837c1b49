import type { Role, VariableLayer } from '../../playbook/types.ts';
import type { ControlEffect } from '../../module-api/module.ts';
import type { RunMode } from '../events.ts';
import { EndHost, EndRole, Interrupted } from '../errors.ts';
import type { HostState } from '../host/host-state.ts';
import { includeVars } from './include-vars.ts';
import { REBOOT, rebootHost } from './reboot.ts';
import type { RunEffect } from './run-effect.ts';
import type { StopSignal } from '../run-context.ts';
import type { TaskResult } from '../result/task-result.ts';
import { failedResult, okResult } from '../result/task-result.ts';
import type { TaskEntry } from '../task/task-entry.ts';

export interface EffectSetting {
  /** Undefined if no prompt is possible. */
  readonly prompt: (question: string, echo: boolean) => Promise<string | undefined>;
  readonly mode: RunMode;
  readonly stop: StopSignal;
  readonly runId: string;
  readonly readVars: (path: string) => VariableLayer;
  readonly addHost: (effect: Extract<ControlEffect, { kind: 'add-host' }>) => boolean;
  readonly survey: (effect: Extract<ControlEffect, { kind: 'survey' }>) => Promise<TaskResult>;
  /** Hosts that failed before this host's current task take part in later plays again. */
  readonly clearErrors: (host: HostState) => void;
  readonly groupBy: (effect: Extract<ControlEffect, { kind: 'group-by' }>, host: string) => boolean;
}

/** Executes the effect of a control module on the run. */
export async function performEffect(
  effect: RunEffect,
  entry: TaskEntry,
  host: HostState,
  setting: EffectSetting,
): Promise<TaskResult> {
  const start = performance.now();
  const end = await perform(effect, entry, host, setting);
  return { ...end, ms: Math.round(performance.now() - start) };
}

async function perform(
  effect: RunEffect,
  entry: TaskEntry,
  host: HostState,
  setting: EffectSetting,
): Promise<TaskResult> {
  switch (effect.kind) {
    case 'include-vars':
      return includeVars(effect, entry, host, setting.readVars);
    case 'pause':
      return pause(effect, host, setting);
    case 'wait-for-connection':
      if (setting.mode !== 'apply') return okResult();
      await host.activity.during('pausing', sleepSeconds(effect.delaySeconds, setting.stop));
      await host.activity.duringCall('connecting', host.session.reconnect(effect.timeoutSeconds * 1000));
      return okResult();
    case 'meta':
      return meta(effect.action, { host, role: entry.asHandler ? undefined : entry.task.role }, setting);
    case 'add-host':
      return membership(setting.addHost(effect), effect.name);
    case 'group-by':
      return membership(setting.groupBy(effect, host.name), effect.key);
    case 'survey':
      return setting.survey(effect);
    case 'reboot':
      if (setting.mode === 'apply') return rebootHost(effect, host, setting.runId);
      return {
        status: 'would-change',
        changes: [REBOOT],
        ms: 0,
        result: { changed: true, failed: false, rebooted: true },
      };
  }
}

/** A change of the run's inventory is not a change of a host, so it counts as ok. */
const membership = (isNew: boolean, name: string): TaskResult => okResult({ added: isNew, name });

async function pause(
  effect: Extract<ControlEffect, { kind: 'pause' }>,
  { activity }: HostState,
  { prompt, mode, stop }: EffectSetting,
): Promise<TaskResult> {
  if (mode !== 'apply') return okResult();
  if (effect.seconds !== undefined) {
    await activity.during(`pausing for ${effect.seconds} s`, sleepSeconds(effect.seconds, stop));
    return okResult();
  }
  const asking = prompt(effect.prompt ?? 'Press Enter to continue, Ctrl-C to stop', effect.echo);
  const answer = await activity.during('waiting for an answer', asking, 'person');
  if (answer !== undefined) return okResult({ user_input: answer });
  return failedResult({
    message: 'there is no terminal to ask on',
    hint: 'Run it on a terminal, or set seconds or minutes of pause.',
  });
}

async function meta(
  action: Extract<ControlEffect, { kind: 'meta' }>['action'],
  { host, role }: { readonly host: HostState; readonly role: Role | undefined },
  { clearErrors }: EffectSetting,
): Promise<TaskResult> {
  switch (action) {
    case 'noop':
    case 'flush_handlers':
    case 'refresh_inventory':
      return okResult();
    case 'clear_host_errors':
      clearErrors(host);
      return okResult();
    case 'clear_facts':
      host.variables.facts.clear();
      return okResult();
    case 'reset_connection':
      await host.activity.duringCall('connecting', host.session.reconnect(30_000));
      return okResult();
    case 'end_role':
      if (role) throw new EndRole(role);
      return failedResult({ message: 'end_role is outside the tasks of a role', hint: 'end_play ends the play.' });
    case 'end_host':
    case 'end_play':
    case 'end_batch':
      throw new EndHost(action);
    default:
      return failedResult({ message: `there is no meta action ${String(action)}` });
  }
}

async function sleepSeconds(seconds: number, stop: StopSignal): Promise<void> {
  const endMs = performance.now() + seconds * 1000;
  while (performance.now() < endMs) {
    if (stop.requested) throw new Interrupted();
    await new Promise((resolve) => setTimeout(resolve, Math.min(200, endMs - performance.now())));
  }
}
