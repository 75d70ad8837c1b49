import { join } from 'node:path';
import { checkout } from './lab.ts';
import type { Command } from './measure.ts';

const MAIN = join(checkout, 'dist/cli/main.js');

/** The names of contenders in stored results. */
export type Contender = 'node' | 'floor' | 'shell' | 'tar' | 'scp' | 'provision' | 'ansible' | 'mitogen';

/** `provision` with one of the playbooks of the work. */
export function provision(scratch: string, playbook: string, ...words: string[]): Command {
  const argv = ['node', MAIN, 'apply', '--inventory', 'bench', '--playbook', playbook, ...words];
  return { argv, directory: join(scratch, 'provision') };
}

/** `provision` in the checkout itself. */
export function provisionHere(...words: string[]): Command {
  return { argv: ['node', MAIN, ...words], directory: checkout };
}

export interface AnsibleOptions {
  readonly forks: number;
  readonly mitogen?: boolean;
}

let runs = 0;

/**
 * `ansible-playbook` with pipelining, as many forks as there are hosts, and an explicit interpreter, which is then not searched for.
 * Like the others, each run opens new connections; within the run they are kept.
 */
export function ansible(scratch: string, playbook: string, options: AnsibleOptions, ...words: string[]): Command {
  const argv = ['ansible-playbook', '-i', 'inventories/bench/hosts.yml', `playbooks/${playbook}.yml`, ...words];
  return {
    argv,
    directory: join(scratch, 'ansible'),
    ...(options.mitogen !== true && { limitMs: 900_000 }),
    environment: {
      ANSIBLE_ROLES_PATH: 'roles',
      ANSIBLE_PIPELINING: 'True',
      ANSIBLE_FORKS: String(options.forks),
      ANSIBLE_SSH_CONTROL_PATH_DIR: join(scratch, `cp${runs++}`),
      ANSIBLE_NOCOLOR: '1',
      ...(options.mitogen === true && {
        ANSIBLE_STRATEGY_PLUGINS: '/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy',
        ANSIBLE_STRATEGY: 'mitogen_linear',
      }),
    },
  };
}

export const floor = (scratch: string, script = 'read.sh'): Command => ({
  argv: ['node', join(checkout, 'bench/build/floor.js'), 'hosts.json', script],
  directory: join(scratch, 'floor'),
});

export const shell = (scratch: string, hosts: readonly string[]): Command => ({
  argv: ['./converge', ...hosts],
  directory: join(scratch, 'shell'),
});

export const untar = (scratch: string, from: string, to: string, hosts: readonly string[]): Command => ({
  argv: ['./untar', from, to, ...hosts],
  directory: join(scratch, 'shell'),
});

export const scp = (scratch: string, from: string, host: string, to: string): Command => ({
  argv: ['scp', '-q', '-F', 'ssh_config', from, `root@${host}:${to}`],
  directory: join(scratch, 'shell'),
});
