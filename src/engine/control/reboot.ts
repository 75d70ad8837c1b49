import { quote } from '../../query/quote.ts';
import type { ControlEffect } from '../../module-api/module.ts';
import { TransportError } from '../../transport/session.ts';
import type { HostState } from '../host/host-state.ts';
import type { TaskResult } from '../result/task-result.ts';
import { failedResult } from '../result/task-result.ts';

type Reboot = Extract<ControlEffect, { kind: 'reboot' }>;

/** The displayed text. */
export const REBOOT = { attribute: 'reboot', before: null, after: 'rebooted' };

/** A container has the boot ID of its machine, so the start time of its first process identifies a boot. */
const BOOT_IDENTITY =
  'read -r id </proc/sys/kernel/random/boot_id; read -r stat </proc/1/stat; set -- ${stat##*) }; shift 19; echo "$id $1"';

/** Reboots a host and waits until a new boot passes the test. */
export async function rebootHost(effect: Reboot, host: HostState, runId: string): Promise<TaskResult> {
  const startMs = performance.now();
  const before = await identify(host);
  const delay = Math.max(1, effect.preDelaySeconds);
  const script = `wall ${quote(effect.message)} 2>/dev/null; setsid sh -c 'sleep ${delay}; systemctl reboot || reboot' </dev/null >/dev/null 2>&1 &`;
  await host.session.apply({ id: `${runId}-reboot-${Math.round(startMs)}`, script });
  await host.activity.during('waiting for it to go down', sleepSeconds(delay + 1));
  const isBack = await host.activity.during('waiting for it to come back', waitForBoot(effect, host, before, startMs));
  host.forget();
  const elapsed = Math.round((performance.now() - startMs) / 1000);
  if (!isBack) return failedResult({ message: `the host was not back within ${effect.timeoutSeconds} s` });
  await host.activity.during('pausing after the reboot', sleepSeconds(effect.postDelaySeconds));
  return {
    status: 'changed',
    changes: [REBOOT],
    ms: 0,
    result: { changed: true, failed: false, rebooted: true, elapsed },
  };
}

async function waitForBoot(
  { timeoutSeconds, testCommand }: Reboot,
  host: HostState,
  before: string,
  startMs: number,
): Promise<boolean> {
  while (performance.now() - startMs < timeoutSeconds * 1000) {
    try {
      await host.session.reconnect(10_000);
      if ((await identify(host)) !== before && (await host.session.observe(testCommand)).exitStatus === 0) return true;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
    }
    await sleepSeconds(1);
  }
  return false;
}

const identify = async (host: HostState): Promise<string> =>
  (await host.session.observe(BOOT_IDENTITY)).stdout.toString('utf8').trim();

const sleepSeconds = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
