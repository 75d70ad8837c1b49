import { chmodSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SecretMask } from '../../src/diagnostic/secret-mask.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const asRoot = process.getuid?.() === 0 ? test : test.skip;

test('environment reaches commands: of the play, of blocks, of the task itself', async () => {
  const site = makeSite();
  await site.apply(
    play(
      `
      - block:
          - shell: echo "$A $B $C" > <%= root %>/env
            environment: { C: c, B: "<%= 'two words' %>" }
        environment: { B: block }
    `,
      'environment: { A: "a\'b" }',
    ),
  );
  expect(site.read('env')).toBe("a'b two words c\n");
});

asRoot('become_user runs commands, and writes files, as that user', async () => {
  const site = makeSite();
  chmodSync(site.directory, 0o755);
  chmodSync(site.path('web1'), 0o777);
  const run = await site.apply(
    play(`
      - { name: who, shell: id -un > <%= root %>/who, become: true, become_user: nobody }
      - { name: file, copy: { dest: <%= root %>/file, content: "it's\\n" }, become: true, become_user: nobody }
      - { name: stat, stat: { path: <%= root %>/file }, register: seen }
      - { name: see, assert: { that: "seen.stat.pw_name == 'nobody'" } }
    `),
  );
  expect(run.ends).toEqual(['who: changed', 'file: changed', 'stat: ok', 'see: ok']);
  expect([site.read('who'), site.read('file')]).toEqual(['nobody\n', "it's\n"]);
});

describe('secrets', () => {
  test('no_log leaves no value in any event', async () => {
    const site = makeSite();
    const playbook = play(`
      - { copy: { dest: <%= root %>/a, content: hunter2 }, no_log: true }
      - { shell: "echo hunter2; echo hunter2 >&2; exit 1", no_log: true, ignore_errors: true, register: asked }
      - { lineinfile: { path: <%= root %>/a, line: hunter2 two }, no_log: true, loop: [hunter2] }
      - { name: <%= asked.rc %>, shell: exit 1, args: { stdin: hunter2 }, no_log: true }
    `);
    for (const mode of ['check', 'apply'] as const) {
      const run = await site.run(playbook, { mode, withDiff: true });
      expect(JSON.stringify(run.events.filter(({ event }) => event.startsWith('task')))).not.toContain('hunter2');
    }
  });

  test("a role's declared secrets are masked before the first task starts", async () => {
    const site = makeSite();
    site.write(
      'roles/app/meta/main.yml',
      'variables:\n  app_password: { type: string, required: true, secret: true }\n',
    );
    site.write(
      'roles/app/tasks/main.yml',
      '- { copy: { dest: <%= root %>/a, content: "password = <%= app_password %>\\n" } }\n- { shell: echo <%= app_password %>; exit 3 }\n',
    );
    const masked: string[] = [];
    const mask = new SecretMask();
    const run = await site.apply(
      '- { name: site, hosts: all, vars: { app_password: correct horse }, roles: [app] }\n',
      {
        withDiff: true,
        onSecret: (text) => mask.add(text),
        onEvent: (event) => masked.push(mask.mask(JSON.stringify(event))),
      },
    );
    expect(JSON.stringify(run.events)).toContain('correct horse');
    expect(masked.join('\n')).not.toContain('correct horse');
  });
});

describe('round trips', () => {
  const role = (site: ReturnType<typeof makeSite>, greeting: string): string => {
    const files = Array.from(
      { length: 10 },
      (_, i) => `- { file: { path: <%= root %>/d${i}, state: directory } }
- { template: { src: t.ejs, dest: <%= root %>/d${i}/t }, vars: { text: ${i === 3 ? greeting : 'hello'} }, notify: reload }
- { lineinfile: { path: <%= root %>/conf, line: "line ${i}", create: true } }
`,
    );
    site.write('roles/web/templates/t.ejs', '<%= text %>\n');
    site.write('roles/web/handlers/main.yml', '- { name: reload, shell: echo x >> <%= root %>/ran }\n');
    site.write('roles/web/tasks/main.yml', files.join(''));
    return '- { name: site, hosts: all, roles: [web] }\n';
  };

  test('of thirty tasks: three when there is nothing to do, and two more for one template', async () => {
    const site = makeSite();
    const first = await site.apply(role(site, 'hello'));
    expect(first.hosts['web1']).toMatchObject({ changed: 31, failed: 0 });
    const idle = await site.apply(role(site, 'hello'));
    expect(idle.hosts['web1']).toMatchObject({ changed: 0, ok: 30 });
    const changed = await site.apply(role(site, 'bye'));
    expect(changed.hosts['web1']).toMatchObject({ changed: 2, ok: 29 });
    expect([first, idle, changed].map(({ hosts }) => hosts['web1']?.roundTrips)).toEqual([5, 3, 5]);
  });
});
