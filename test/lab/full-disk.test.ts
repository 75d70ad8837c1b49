import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { sshOrThrow } from './support/lab.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

/** Each disk with what is tried on it. */
const DISKS = { full: 'size=64k', inodes: 'size=1m,nr_inodes=1', readonly: 'ro' };

const PLAYBOOK = `- name: site
  hosts: all
  become: true
  tasks:
    - { copy: { content: "<%= 'x'.repeat(90000) %>", dest: /mnt/full/new }, ignore_errors: true }
    - { shell: head -c 90000 /dev/zero >/mnt/full/zero, ignore_errors: true }
    - { file: { path: /mnt/inodes/new, state: directory }, ignore_errors: true }
    - { lineinfile: { path: /mnt/readonly/new, line: x, create: true }, ignore_errors: true }
`;

describeLab('a host whose disk is full', () => {
  const host = useHost();
  const project = useProject();
  const onHost = (command: string): Promise<string> => sshOrThrow(host().name, `sudo sh -c '${command}'`);

  beforeAll(async () => {
    await project().writeInventory(host().name);
    project().write('playbooks/site.yml', PLAYBOOK);
    project().write(
      'playbooks/large.yml',
      '- hosts: all\n  become: true\n  tasks: [{ copy: { src: large, dest: /srv/l } }]\n',
    );
    project().write('playbooks/files/large', 'x'.repeat(3_000_000));
  });

  test('is told which, by all that writes on it', async () => {
    for (const [name, options] of Object.entries(DISKS))
      await onHost(`mkdir -p /mnt/${name}; mount -t tmpfs -o ${options} none /mnt/${name}`);
    const { stdout, exitCode } = await project().provision(['apply', '-i', 'test']);
    expect(exitCode).toBe(0);
    expect(stdout.match(/the disk of .*?(?=:)/g)).toEqual([
      'the disk of /mnt/full is full',
      'the disk of /mnt/full is full',
      'the disk of /mnt/inodes has no inode left',
      'the disk of /mnt/readonly is mounted read-only',
    ]);
    expect(stdout).toContain('the disk of /mnt/full is full: /mnt/full/new could not be written\n');
  });

  test.each([10, 11, 12, 13].map((inodes) => `nr_inodes=${inodes}`))(
    'never passes for done what it had no room to do, with %s',
    async (room) => {
      project().write('playbooks/once.yml', '- hosts: all\n  become: true\n  tasks: [{ shell: echo x >>/srv/once }]\n');
      await onHost(
        `rm -f /srv/once; mkdir -p /var/lib/provision; mount -t tmpfs -o size=1m,${room},mode=711 none /var/lib/provision`,
      );
      const { exitCode } = await project().provision(['apply', '-i', 'test', '-p', 'once']);
      await onHost('umount -l /var/lib/provision');
      expect(exitCode === 0 ? 'x\n' : '').toBe(await onHost('cat /srv/once 2>/dev/null || :'));
    },
    60_000,
  );

  test.each([
    ['size=1m', 1, 'large could not be sent: the disk of /var/lib/provision is full'],
    ['size=1m,nr_inodes=2', 4, 'the lock could not be taken: the disk of /var/lib/provision has no inode left'],
    ['size=1m,nr_inodes=6', 1, 'large could not be sent: the disk of /var/lib/provision has no inode left'],
  ])('is told that it is that of what runs leave there, with %s', async (options, code, message) => {
    await onHost(`mkdir -p /var/lib/provision; mount -t tmpfs -o ${options},mode=711 none /var/lib/provision`);
    const { stdout, exitCode } = await project().provision(['apply', '-i', 'test', '-p', 'large']);
    await onHost('umount -l /var/lib/provision');
    expect([exitCode, stdout]).toEqual([code, expect.stringContaining(message)]);
  });
});
