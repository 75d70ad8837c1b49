import type { Inventory } from '../load/inventory/model.ts';
import type { ControlEffect } from '../module/contract.ts';
import type { RunMode } from './events.ts';
import type { HostState } from './host-state.ts';
import type { StopSignal } from './run-context.ts';
import { Interrupted } from './run-context.ts';
import type { TaskEnd } from './task-end.ts';
import { failedEnd, okEnd } from './task-end.ts';

export interface EffectSetting {
  readonly inventory: Inventory;
  readonly prompt: (question: string, echo: boolean) => Promise<string>;
  readonly mode: RunMode;
  readonly stop: StopSignal;
}

/** Does what a control module asks of the run. */
export async function performEffect(effect: ControlEffect, host: HostState, setting: EffectSetting): Promise<TaskEnd> {
  const start = performance.now();
  const end = await perform(effect, host, setting);
  return { ...end, ms: Math.round(performance.now() - start) };
}

async function perform(effect: ControlEffect, host: HostState, setting: EffectSetting): Promise<TaskEnd> {
  switch (effect.kind) {
    case 'pause':
      await pause(effect, setting);
      return okEnd();
    case 'wait-for-connection':
      await sleepSeconds(effect.delaySeconds, setting.stop);
      await host.session.reconnect(effect.timeoutSeconds * 1000);
      return okEnd();
    case 'meta':
      return meta(effect.action, host);
    default:
      return failedEnd({ message: `${effect.kind} can't be done here` });
  }
}

async function pause(
  effect: Extract<ControlEffect, { kind: 'pause' }>,
  { prompt, mode, stop }: EffectSetting,
): Promise<void> {
  if (mode !== 'apply') return;
  if (effect.seconds !== undefined) return sleepSeconds(effect.seconds, stop);
  await prompt(effect.prompt ?? 'Press Enter to go on, Ctrl-C to stop', effect.echo);
}

async function meta(action: Extract<ControlEffect, { kind: 'meta' }>['action'], host: HostState): Promise<TaskEnd> {
  if (action === 'clear_facts') host.variables.facts.clear();
  else if (action === 'reset_connection') await host.session.reconnect(30_000);
  else if (action !== 'noop' && action !== 'flush_handlers')
    return failedEnd({ message: `meta: ${action} can't be done here` });
  return okEnd();
}

async function sleepSeconds(seconds: number, stop: StopSignal): Promise<void> {
  const endMs = performance.now() + seconds * 1000;
  while (performance.now() < endMs) {
    if (stop.requested) throw new Interrupted();
    await new Promise((resolve) => setTimeout(resolve, Math.min(200, endMs - performance.now())));
  }
}
