import { describe, expect, test } from '@jest/globals';
import { findDelegate } from '../../src/engine/variables/find-delegate.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

describe('delegate_to a computed name', () => {
  test('that is no host is a failure of the task, with a suggestion, and never this machine', async () => {
    const site = makeSite(['web1', 'web2']);
    const run = await site.apply(
      play(`
        - block:
            - { name: t, command: touch <%= root %>/made, delegate_to: "<%= 'web' + 22 %>.invalid", register: r }
          rescue: [{ name: rescue, command: "true", when: r.failed }]
      `).replace('hosts: all', 'hosts: web1'),
    );
    expect(run.ends).toEqual(['web1 t: failed', 'web1 rescue: changed']);
    expect(run.named('t')[0]?.failure?.message).toBe(
      'delegate_to: there is no host web22.invalid in the inventory or ssh_config, and the name cannot be resolved',
    );
    expect(site.list('.', 'web1')).toEqual([]);
  });

  test('of another host runs there', async () => {
    const site = makeSite(['web1', 'web2']);
    const run = await site.apply(
      play(`- { name: t, command: touch ${site.path('web2')}/made, delegate_to: "<%= 'web' + 2 %>" }`).replace(
        'hosts: all',
        'hosts: web1',
      ),
    );
    expect(run.named('t')[0]).toMatchObject({ host: 'web1', delegatedTo: 'web2', status: 'changed' });
  });
});

describe('findDelegate', () => {
  const inventory = { hosts: new Map([['web1', {} as never]]) };
  const find = (name: string) =>
    findDelegate(name, inventory, { addressOf: () => '192.0.2.7', isNamed: (other) => other === 'alias.invalid' });

  test.each([
    ['a host of the inventory', 'web1', 'web1'],
    ['the address of one', '192.0.2.7', 'web1'],
    ['another address', '192.0.2.8', '192.0.2.8'],
    ['an alias of ssh_config', 'alias.invalid', 'alias.invalid'],
    ['this machine', '::1', '::1'],
  ])('knows %s', async (_, name, found) => {
    expect(await find(name)).toBe(found);
  });

  test('suggests a name for one that there is not', async () => {
    await expect(find('web2')).rejects.toMatchObject({ hint: expect.stringContaining('web1') });
  });
});
