import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../../../support/pause.ts';
import { cutOff, reconnect } from '../../support/cut-off.ts';
import { checkout } from '../../support/lab.ts';
import { until } from '../../../support/until.ts';
import { runCommand } from '../../support/run-command.ts';
import type { RandomFault, Scene } from './fault.ts';
import type { Running } from './run-watched.ts';

/** So that a connection is found dead within seconds. */
const ALERT = ['-e', 'ansible_ssh_extra_args="-o ServerAliveInterval=1 -o ServerAliveCountMax=2"'];
const STATE = '/var/lib/provision';

export const FAULTS: Readonly<Record<string, RandomFault>> = {
  'connection killed': {
    weight: 4,
    strike: ({ hosts, host }) => hosts.on(host, 'pkill -KILL -f "^sshd: vagrant" || :'),
  },
  'session frozen': {
    weight: 2,
    isSlow: true,
    flags: ALERT,
    lingers: true,
    strike: async ({ hosts, host, undo }) => {
      undo.push(() => hosts.on(host, 'pkill -CONT -f "^sshd: vagrant" || :'));
      await hosts.on(host, 'pkill -STOP -f "^sshd: vagrant" || :');
    },
  },
  'session frozen for a moment': {
    weight: 1,
    isSlow: true,
    strike: async ({ hosts, host }) => {
      await hosts.on(host, 'pkill -STOP -f "^sshd: vagrant" || :');
      await pause(3000);
      await hosts.on(host, 'pkill -CONT -f "^sshd: vagrant" || :');
    },
  },
  'network cut': {
    weight: 1,
    isSlow: true,
    flags: ALERT,
    lingers: true,
    strike: async ({ hosts, host, undo }) => {
      const name = hosts.labName(host);
      undo.push(() => reconnect(name));
      await cutOff(name);
    },
  },
  'a process of the run killed on the host': {
    weight: 4,
    strike: ({ hosts, host, choice }) => hosts.on(host, killOneOf(choice)),
  },
  'Ctrl-C': { weight: 2, isSignalled: true, strike: (_, running) => kill(running, 'SIGINT') },
  'Ctrl-C twice': {
    weight: 2,
    isSignalled: true,
    isSlow: true,
    lingers: true,
    strike: async ({ choice }, running) => {
      kill(running, 'SIGINT');
      await pause(choice * 400);
      kill(running, 'SIGINT');
    },
  },
  SIGTERM: { weight: 2, isSignalled: true, strike: (_, running) => kill(running, 'SIGTERM') },
  'controller killed': {
    weight: 3,
    isSlow: true,
    lingers: true,
    isKilled: true,
    strike: (_, running) => kill(running, 'SIGKILL'),
  },
  'output closed': { weight: 1, isKilled: true, strike: (_, running) => running.closeStdout() },
  'garbage for sudo': { weight: 2, prepare: (scene) => replaceSudo(scene, 'head -c 200000 /dev/urandom') },
  'garbage without end for sudo': { weight: 1, isSlow: true, prepare: (scene) => replaceSudo(scene, 'exec yes') },
  'garbage before the answers': {
    weight: 2,
    prepare: (scene) => replaceSudo(scene, 'echo "Welcome %s \\\\000\\\\377"; exec /usr/bin/sudo "$@"'),
  },
  'sudo refuses': {
    weight: 2,
    prepare: (scene) => replaceSudo(scene, 'echo "sudo: a password is required" >&2; exit 1'),
  },
  'sudo hangs': {
    weight: 1,
    isSlow: true,
    prepare: (scene) => replaceSudo(scene, 'exec sleep 600'),
  },
  'a command that never ends': {
    weight: 2,
    flags: ['--task-timeout', '3'],
    task: () => ({ name: 'hangs', shell: 'sleep 987' }),
  },
  'a flood of output': {
    weight: 1,
    isSlow: true,
    flags: ['--task-timeout', '5'],
    task: ({ choice }) => ({
      name: 'floods',
      shell: choice < 0.5 ? 'yes | head -c 30000000' : 'head -c 30000000 /dev/urandom',
    }),
  },
  'no room': {
    weight: 3,
    prepare: ({ hosts, host, choice, undo }) => {
      const directory = choice < 0.4 ? '/tmp' : STATE;
      undo.push(() => hosts.on(host, `umount -l ${directory}`));
      return hosts.on(
        host,
        `mkdir -p ${directory}; mount -t tmpfs -o size=64k,mode=1777 none ${directory}; ${fill(directory)}`,
      );
    },
  },
  'read-only state': {
    weight: 1,
    prepare: ({ hosts, host, undo }) => {
      undo.push(() => hosts.on(host, `umount -l ${STATE}`));
      return hosts.on(host, `mkdir -p ${STATE}; mount -t tmpfs -o ro none ${STATE}`);
    },
  },
  'a file of the controller that cannot be read': {
    weight: 2,
    task: ({ choice }) => ({ name: 'copies', copy: { dest: '/var/tmp/torture/copy', src: unreadable(choice) } }),
  },
  'slow replies': {
    weight: 2,
    isSlow: true,
    prepare: async ({ hosts, host, choice, undo }) => {
      const ms = Math.round(20 + choice * 150);
      let printed = '';
      const delay = runCommand(join(checkout, 'vagrant/lab'), ['delay', hosts.labName(host), String(ms), '1'], {
        onStart: (child) => {
          child.onStdout((text) => (printed += text));
          undo.push(async () => (child.kill('SIGINT'), delay));
        },
      });
      await until('packets are delayed', () => printed.includes('each way'));
    },
  },
  'no sshd': {
    weight: 1,
    isSlow: true,
    strike: async ({ hosts, host, undo }) => {
      undo.push(() => hosts.on(host, 'systemctl start ssh'));
      await hosts.on(host, 'systemctl stop ssh; pkill -KILL -f "^sshd: vagrant" || :');
    },
  },
};

function kill({ pid, hasEnded }: Running, signal: NodeJS.Signals): void {
  if (!hasEnded()) process.kill(pid, signal);
}

/** The user's sudo; the real one is put back. */
async function replaceSudo({ hosts, host, undo }: Scene, script: string): Promise<void> {
  undo.push(() => hosts.on(host, 'rm -f /usr/local/bin/sudo'));
  await hosts.on(host, `printf '#!/bin/sh\\n${script}\\n' >/usr/local/bin/sudo; chmod 755 /usr/local/bin/sudo`);
}

/** Kills one of what a run has on the host: its shells, its batch, its commands. */
const killOneOf = (choice: number): string => `
set -- $(ps -eo pid=,args= | grep -e provision -e p_word -e 'sleep 0.1' -e '[s]udo -n' | grep -v -e grep -e 'ps -eo' | sed 's/^ *//; s/ .*//')
[ $# -eq 0 ] || { shift $((${Math.floor(choice * 1000)} * $# / 1000)); kill -KILL "$1" 2>/dev/null || :; }`;

const fill = (directory: string): string => `dd if=/dev/zero of=${directory}/filler bs=4k 2>/dev/null || :`;

/** A file that can't be read, of some kind. */
function unreadable(choice: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'unreadable-'));
  const kinds = [
    () => '/proc/self/mem',
    () => join(directory, 'missing'),
    () => '/dev/zero',
    () => {
      const path = join(directory, 'loop');
      symlinkSync(path, path);
      return path;
    },
    () => '/run/systemd/private',
  ];
  return kinds[Math.floor(choice * kinds.length)]?.() ?? directory;
}
