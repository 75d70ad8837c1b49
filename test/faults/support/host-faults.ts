import { runOrThrow } from '../../lab/support/run-command.ts';
import { until } from '../../support/until.ts';
import type { Fault } from './fault.ts';
import { STEPS } from './fault-project.ts';
import type { Scene } from './scene.ts';

const ON_TARGET = STEPS.filter((step) => step !== 'delegated');

export const HOST_FAULTS: readonly Fault[] = [
  {
    name: 'host rebooted',
    steps: STEPS,
    sample: ['template'],
    strike: async (scene, _, step) => {
      const host = step === undefined ? scene.target : scene.hostOf(step);
      const boot = await bootOf(scene, host);
      await scene.on(host, 'systemctl reboot');
      await until('it is back', async () => !['', boot].includes(await bootOf(scene, host)), { timeoutMs: 90_000 });
    },
    exitCodes: [1],
    says: /the host was rebooted.*/,
  },
  {
    name: 'host loses its power',
    steps: STEPS,
    strike: async (scene, _, step) => {
      const host = step === undefined ? scene.target : scene.hostOf(step);
      await runOrThrow('lxc-stop', ['-k', '-n', host]);
      await runOrThrow('lxc-start', ['-n', host]);
    },
    exitCodes: [1],
    says: /the host was rebooted.*/,
  },
  {
    name: 'sudo begins to want a password',
    steps: ON_TARGET,
    strike: async (scene) => {
      const file = '/etc/sudoers.d/zz-fault';
      await scene.onTarget(`echo 'vagrant ALL=(ALL) PASSWD: ALL' >${file}; pkill -KILL -f '^sshd: vagrant'`);
      scene.undo.push(() => scene.onTarget(`rm ${file}`));
    },
    exitCodes: [4],
    says: /a become password is needed.*/,
  },
  {
    name: "host's clock jumps by an hour",
    steps: STEPS,
    strike: async (scene, _, step) => {
      const host = step === undefined ? scene.target : scene.hostOf(step);
      const file = '/usr/local/bin/date';
      const script = `#!/bin/sh\\n[ "$*" = +%%s ] && echo $(($(/bin/date +%%s) + 3600)) || exec /bin/date "$@"\\n`;
      await scene.on(host, `printf '${script}' >${file}; chmod 755 ${file}`);
      scene.undo.push(() => scene.on(host, `rm ${file}`));
    },
    exitCodes: [0],
  },
];

/** When its first process started; empty while it has none. */
async function bootOf(scene: Scene, host: string): Promise<string> {
  try {
    return await scene.on(host, `cut -d ' ' -f 22 /proc/1/stat`);
  } catch {
    return '';
  }
}
