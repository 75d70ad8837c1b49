import { expect, test } from '@jest/globals';
import { startsAt } from '../../src/plan/starts-at.ts';
import type { Role } from '../../src/playbook/types.ts';

const TASK = { id: 'roles/nginx/tasks/main.yml:3', role: { name: 'nginx' } as Role };

test.each([
  ['its name', 'install it', true],
  ['its name behind that of its role', 'nginx : install it', true],
  ['its ID', 'roles/nginx/tasks/main.yml:3', true],
  ['a pattern', 'inst*', true],
  ['a pattern behind the name of its role', 'nginx : ins?all [a-j]t', true],
  ['a part of its name', 'install', false],
  ['the name of another role', 'mysql : install it', false],
])('a run starts at a task by %s', (_, wanted, expected) => {
  expect(startsAt(wanted, TASK, 'install it')).toBe(expected);
});

test('a task outside of roles has its name alone', () => {
  expect(startsAt('nginx : a', { id: 'site.yml:3', role: undefined }, 'a')).toBe(false);
  expect(startsAt('a*', { id: 'site.yml:3', role: undefined }, 'a')).toBe(true);
});
