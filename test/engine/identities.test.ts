import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

describe('identities', () => {
  test('of nodes hold whatever the play and its hosts are called', async () => {
    const site = makeSite(['web1', 'web2']);
    const asked = (root: string): string => `
      - { name: look, stat: { path: ${root}/made }, register: found }
      - { name: found, copy: { dest: <%= root %>/found, content: "<%= found.stat.exists %>" } }
    `;
    site.write('roles/first/tasks/main.yml', '- { shell: sleep 0.5; touch <%= root %>/made }\n');
    site.write('roles/second/meta/main.yml', 'requires: [first]\n');
    // what web2 asks of its own is fetched before web1 has changed what both share
    site.write('roles/second/tasks/main.yml', asked(site.path('web1')));
    const playbook = `
- name: site
  hosts: all
  roles: [{ role: first, hosts: web1 }, { role: second, hosts: web2 }]
`;
    await site.apply(playbook, { playbookName: 'site@eu.yml' });
    expect(site.read('found', 'web2')).toBe('true');
  });

  test('of batches differ between plays of one name', async () => {
    const site = makeSite();
    const one = play('- { name: one, command: touch <%= root %>/one }');
    const two = play('- { name: two, command: touch <%= root %>/two }');
    const run = await site.apply(one + two);
    expect(run.ends).toEqual(['one: changed', 'two: changed']);
    expect(site.list()).toEqual(['one', 'two']);
  });
});
