import { setTimeout as sleep } from 'node:timers/promises';
import { cutOff, reconnect } from '../../lab/support/cut-off.ts';
import { runCommand } from '../../lab/support/run-command.ts';
import { until } from '../../support/until.ts';
import type { Fault } from './fault.ts';
import { STEPS, type StepName } from './fault-project.ts';
import type { Scene } from './scene.ts';

/** So that a connection is found dead within seconds. */
const ALERT = ['-e', 'ansible_ssh_extra_args="-o ServerAliveInterval=1 -o ServerAliveCountMax=2"'];
const LOGIN = "'^sshd: vagrant'";

export const NETWORK_FAULTS: readonly Fault[] = [
  {
    name: 'network gone, and back',
    steps: STEPS,
    sample: ['async'],
    flags: ALERT,
    strike: async (scene, _, step) => {
      const host = hostOf(scene, step);
      await cutOff(host);
      await until('the connection is given up', () => isGivenUp(scene, host));
      await reconnect(host);
    },
    exitCodes: [0],
  },
  {
    name: 'what the controller sends is lost',
    steps: STEPS,
    flags: ALERT,
    strike: (scene, _, step) => lose(scene, step, 'INPUT -p tcp --dport 22'),
    exitCodes: [0],
  },
  {
    name: 'what the host answers is lost',
    steps: STEPS,
    flags: ALERT,
    strike: (scene, _, step) => lose(scene, step, 'OUTPUT -p tcp --sport 22'),
    exitCodes: [0],
  },
  {
    name: 'network gone for longer than a run waits',
    steps: ['command'],
    flags: ALERT,
    strike: async (scene, running, step) => {
      const host = hostOf(scene, step);
      await cutOff(host);
      scene.undo.push(() => reconnect(host));
      await until('the run has given up', () => running.printed().includes('UNREACHABLE'), { timeoutMs: 150_000 });
    },
    exitCodes: [4],
    says: /no connection to .*/,
  },
  {
    name: "connection's sshd killed",
    steps: STEPS,
    strike: (scene, _, step) => scene.on(hostOf(scene, step), `pkill -KILL -f ${LOGIN}`),
    exitCodes: [0],
  },
  {
    name: "connection's sshd frozen for 5 s",
    steps: STEPS,
    strike: async (scene, _, step) => {
      const host = hostOf(scene, step);
      await scene.on(host, `pkill -STOP -f ${LOGIN}`);
      await sleep(5000);
      await scene.on(host, `pkill -CONT -f ${LOGIN}`);
    },
    exitCodes: [0],
  },
];

const hostOf = (scene: Scene, step: StepName | undefined): string =>
  step === undefined ? scene.target : scene.hostOf(step);

async function lose(scene: Scene, step: StepName | undefined, rule: string): Promise<void> {
  const host = hostOf(scene, step);
  await scene.on(host, `iptables -I ${rule} -j DROP`);
  await until('the connection is given up', () => isGivenUp(scene, host));
  await scene.on(host, `iptables -D ${rule} -j DROP`);
}

async function isGivenUp(scene: Scene, host: string): Promise<boolean> {
  const { stdout } = await runCommand('ss', ['-Htn', 'state', 'established', 'dst', await scene.addressOf(host)]);
  return stdout === '';
}
