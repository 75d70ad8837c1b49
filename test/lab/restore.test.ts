import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { lab } from './support/lab.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const BOOK = `- hosts: all
  become: true
  tasks:
    - copy: { dest: /srv/bk/conf, content: new, mode: "0644" }
    - lineinfile: { path: /srv/bk/lines, line: "key = 2", regexp: "^key" }
    - file: { path: /srv/bk/dir, state: absent }
    - copy: { dest: /srv/bk/made, content: x }
    - { copy: { dest: /srv/bk/secret, content: other, mode: "0644" }, no_log: true }
`;

describeLab('restore', () => {
  const project = useProject();
  const host = useHost();
  const run = (...args: string[]) => project().provision(args);
  const shell = (script: string) => lab('ssh', host().name, `sudo sh -c '${script}'`);
  const look = () => shell('cd /srv/bk; stat -c "%n %a %U %G" *; cat conf lines secret; ls dir');

  beforeAll(async () => {
    project().write('playbooks/site.yml', BOOK);
    await project().writeInventory(host().name);
    await shell(
      'mkdir -p /srv/bk/dir; cd /srv/bk; echo old >conf; chown daemon:adm conf; chmod 640 conf; echo key = 1 >lines; echo hidden >secret; touch dir/f',
    );
  });

  test('restores files that a run replaced, except those changed since', async () => {
    const before = await look();
    expect(await run('-i', 'test', '--backup')).toMatchObject({ exitCode: 0 });
    await shell('echo mine >>/srv/bk/lines');
    const shown = await run('restore', 'last');
    expect(shown.stdout).toContain('/srv/bk/made: is removed: the run created it');
    expect(shown.stdout).not.toContain('hidden');
    expect(await run('restore', 'last', '--yes')).toMatchObject({ exitCode: 1 });
    expect(await shell('cat /srv/bk/lines')).toBe('key = 2\nmine\n');
    const forced = await run('restore', 'last', '--yes', '--force', '--path', '/srv/bk/lines');
    expect(forced).toMatchObject({ exitCode: 0 });
    expect(await look()).toBe(before);
    const [, undo = ''] = /provision restore (\S+) reverts this restore/.exec(forced.stdout) ?? [];
    expect(await run('restore', undo, '-i', 'test', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await shell('cat /srv/bk/lines')).toBe('key = 2\nmine\n');
  });
});
