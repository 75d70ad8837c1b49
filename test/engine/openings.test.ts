import { describe, expect, test } from '@jest/globals';
import type { FakeSite } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

const PLAYBOOK = `
- { name: first, hosts: all, tasks: [{ name: before, copy: { dest: "<%= root %>/before", content: x } }] }
- name: site
  hosts: all
  roles: [{ role: web, hosts: web1, tags: [web] }]
- { name: later, hosts: all, tasks: [{ name: after, copy: { dest: "<%= root %>/after", content: x }, tags: [later] }] }
`;

function prepare(opening: string): FakeSite {
  const site = makeSite(['web1', 'web2']);
  site.write('roles/web/tasks/main.yml', '- { name: role, copy: { dest: <%= root %>/role, content: x } }\n');
  site.write('roles/web/opening/main.yml', opening);
  return site;
}

const REFUSES = '- { name: ask, assert: { that: false, fail_msg: it is not so } }\n';

describe('a role with opening/main.yml', () => {
  test('asks before the first play, and what it does not refuse goes on', async () => {
    const site = prepare('- { name: ask, assert: { that: true } }\n');
    const run = await site.apply(PLAYBOOK);
    expect(run.exitCode).toBe(0);
    expect(run.ends[0]).toBe('web1 ask: ok');
    expect(site.list('.', 'web2')).toEqual(['after', 'before']);
  });

  test.each([
    ['a whole run', {}],
    ['a run of its tag', { tags: { only: ['web'], skip: [] } }],
    ['a run of its role', { roles: ['web'] }],
    ['a run that starts later', { startAtTask: 'after' }],
    ['a dry run', { mode: 'check' as const }],
  ])('ends %s with 1, and nothing is changed on any host', async (_, options) => {
    const site = prepare(REFUSES);
    const run = await site.apply(PLAYBOOK, options);
    expect(run).toMatchObject({ exitCode: 1, batches: 0, ends: ['web1 ask: failed'] });
    expect([site.list(), site.list('.', 'web2')]).toEqual([[], []]);
  });

  test('is not asked by a run of other tags, nor by verify', async () => {
    const site = prepare(REFUSES);
    expect((await site.apply(PLAYBOOK, { tags: { only: ['later'], skip: [] } })).ends.toSorted()).toEqual([
      'web1 after: changed',
      'web2 after: changed',
    ]);
    expect((await site.run(PLAYBOOK, { mode: 'verify' })).ends).toEqual([]);
  });

  test('owns nothing: what the role declares stays its own', async () => {
    const site = prepare('- { name: ask, assert: { that: true } }\n');
    await site.apply(PLAYBOOK);
    site.write('roles/web/tasks/main.yml', '[]\n');
    const again = await site.apply(PLAYBOOK);
    expect(again.ends.filter((end) => end.includes('remove'))).toHaveLength(1);
    expect(site.list()).toEqual(['after', 'before']);
  });

  test('of which several refuse the run says so once', async () => {
    const site = prepare(REFUSES);
    const run = await site.apply(PLAYBOOK.replace('{ role: web, hosts: web1, tags: [web] }', 'web'));
    expect(run.ends).toEqual([expect.stringMatching(/^web[12] ask: failed$/)]);
    expect(
      Object.values(run.hosts)
        .map(({ failed, changed }) => failed + changed)
        .sort(),
    ).toEqual([0, 1]);
  });
});

describe('a survey', () => {
  const ask = (servers: string) =>
    `- { name: ask, mysql_primary_of_record: { servers: [${servers}], primary: web1 }, register: asked }
- { name: tell, debug: { msg: "<%= asked.running.length %>" } }\n`;

  test('asks hosts that the run is not for', async () => {
    const site = prepare(ask('web1, web2'));
    const run = await site.apply('- { name: site, hosts: web1, roles: [web] }\n');
    expect(run.exitCode).toBe(0);
    expect(run.named('tell').map(({ message }) => message)).toEqual(['0']);
    expect(Object.keys(run.hosts)).toEqual(['web1']);
  });

  test('bears a host that cannot be reached', async () => {
    const site = prepare(ask('web1, web2'));
    site.transport('web2').faults.unreachable = true;
    const run = await site.apply(PLAYBOOK);
    expect(run.named('ask')[0]?.failure?.message).toContain(
      "web1 holds no data, and whether web2 took its place can't be known",
    );
  });
});
