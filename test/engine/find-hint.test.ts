import { expect, test } from '@jest/globals';
import { findHint } from '../../src/engine/batch/find-hint.ts';

test.each([
  'cat: /etc/shadow: Permission denied',
  'chown: changing ownership of a: Operation not permitted',
  'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?',
  'Failed to restart nginx.service: Interactive authentication required.',
])('what only root may do hints at become: %s', (stderr) => {
  const loginUser = 'vagrant';
  expect(findHint([stderr, ''], { user: 'vagrant', loginUser })).toBe(
    'The task ran as vagrant. If it needs root, add become: true to it or to its play.',
  );
  expect(findHint([stderr], { user: 'app', loginUser })).toBe(
    'The task ran as app, its become_user. If it needs root, remove become_user.',
  );
  expect(findHint([stderr], { user: 'root', loginUser })).toBeUndefined();
});

test('another failure hints at nothing', () => {
  expect(findHint(['nginx: [emerg] bind() failed', ''], { user: 'vagrant', loginUser: 'vagrant' })).toBeUndefined();
});
