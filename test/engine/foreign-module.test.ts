import { afterEach, expect, test } from '@jest/globals';
import { FakeSite } from './support/fake-site.ts';

const site = new FakeSite();
afterEach(() => site.remove());

test('an unknown module is harmless in a skipped task, fails when it is reached, and can be rescued', async () => {
  const run = await site.apply(`- hosts: all
  gather_facts: false
  tasks:
    - { name: passed, pacman: { name: x }, when: inventory_hostname != 'web1' }
    - block: [{ name: reached, pacman: { name: x }, when: inventory_hostname == 'web1' }]
      rescue: [{ name: rescued, debug: { msg: x } }]
`);
  expect(run.ends).toEqual(['passed: skipped', 'reached: failed', 'rescued: ok']);
  expect(run.named('reached')[0]).toMatchObject({ failure: { message: 'There is no module pacman' } });
});
