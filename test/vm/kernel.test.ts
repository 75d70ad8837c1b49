import { release } from 'node:os';
import { beforeAll, expect, test } from '@jest/globals';
import { sshOrThrow } from '../lab/support/lab.ts';
import { countOf, runSite } from '../lab/support/run-role.ts';
import { assertLaw } from '../lab/support/law.ts';
import { useProject } from '../lab/support/use-project.ts';
import { resetAtOnce } from './support/restart.ts';
import { describeMachines, useMachines } from './support/use-machines.ts';

const SITE = `- name: what a container can't have
  hosts: all
  become: true
  tasks:
    - sysctl: { name: "<%= item.name %>", value: "<%= item.value %>" }
      loop:
        - { name: vm.swappiness, value: "17" }
        - { name: fs.file-max, value: "123456" }
        - { name: kernel.pid_max, value: "40000" }
        - { name: kernel.panic, value: "30" }
    - modprobe: { name: nbd, params: nbds_max=3 max_part=1, persistent: present }
    - filesystem: { dev: /dev/vdb, fstype: ext4 }
    - mount: { path: /srv/data, src: /dev/vdb, fstype: ext4, state: mounted }
    - shell: { cmd: umask 077; dd if=/dev/zero of=/swap bs=1M count=64; mkswap /swap, creates: /swap }
    - { mount: { path: none, src: /swap, fstype: swap, opts: sw, state: present }, notify: swap on }
  handlers:
    - { name: swap on, command: swapon -a }
`;

/** Prints what the kernel has now: settings, a parameter of the module, mount, swap. */
const STATE = [
  'sysctl -n vm.swappiness fs.file-max kernel.pid_max kernel.panic',
  'cat /sys/module/nbd/parameters/nbds_max',
  'findmnt -rno SOURCE,FSTYPE /srv/data',
  'swapon --show=NAME --noheadings',
].join('; ');
const EXPECTED = ['17', '123456', '40000', '30', '3', '/dev/vdb ext4', '/swap'];

const UPGRADE = `- name: a new kernel
  hosts: all
  become: true
  tasks:
    - apt: { name: linux-image-6.12-cloud-amd64, install_recommends: false, update_cache: true, cache_valid_time: 3600 }
      register: installed
    - reboot: { reboot_timeout: <%= 30 * machine_slowdown %> }
      when: installed.changed
    - setup: {}
    - assert: { that: ["Number(ansible_kernel.split('.')[1]) >= 12"] }
`;

describeMachines('a kernel of its own', () => {
  useMachines('lb1');
  const project = useProject();
  const state = async (): Promise<string[]> => (await sshOrThrow('lb1', `sudo sh -c '${STATE}'`)).trim().split('\n');

  beforeAll(async () => {
    await project().writeInventory('lb1');
    project().write('playbooks/site.yml', SITE);
    project().write('playbooks/upgrade.yml', UPGRADE);
  });

  test('is set up as the dry run predicted, and a second run changes nothing', async () => {
    expect(await sshOrThrow('lb1', 'uname -r')).not.toContain(release());
    const check = await runSite(project(), '--check');
    assertLaw(check, await runSite(project()));
    expect(await state()).toEqual(EXPECTED);
    expect(countOf(await runSite(project()), 'changed')).toBe(0);
  });

  test('comes back by itself with all of it when the machine is reset', async () => {
    await resetAtOnce('lb1');
    expect(await state()).toEqual(EXPECTED);
    expect(countOf(await runSite(project()), 'changed')).toBe(0);
  });

  test('says which disk is full, on a file system of its own', async () => {
    project().write(
      'playbooks/full.yml',
      '- hosts: all\n  become: true\n  tasks: [{ copy: { dest: /srv/data/new, content: "<%= \'x\'.repeat(90000) %>" } }]\n',
    );
    await sshOrThrow('lb1', 'sudo dd if=/dev/zero of=/srv/data/all bs=1M 2>/dev/null; true');
    const { stdout, exitCode } = await project().provision(['apply', '-i', 'test', '-p', 'full']);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('the disk of /srv/data is full')]);
    await sshOrThrow('lb1', 'sudo rm /srv/data/all');
    expect(countOf(await runSite(project(), 'apply', '-p', 'full'), 'changed')).toBe(1);
  });

  test('is replaced by a newer one, and the run goes on after the restart', async () => {
    await runSite(project(), 'apply', '-p', 'upgrade');
    expect(await sshOrThrow('lb1', 'uname -r')).toMatch(/^6[.]12/);
    expect(await state()).toEqual(EXPECTED);
    expect(countOf(await runSite(project(), 'apply', '-p', 'upgrade'), 'changed')).toBe(0);
  });
});
