import { expect, test } from '@jest/globals';
import {
  hashKnownHostName,
  matchesKnownHost,
  parseKnownHosts,
  renderKnownHostName,
} from '../../src/transport/ssh/known-hosts.ts';

const entry = (names: string) => parseKnownHosts(`${names} ssh-ed25519 AAAA`, 'file')[0];

test.each([
  ['web1', 'web1', true],
  ['WEB1,10.0.0.1', 'web1', true],
  ['web?,!web2', 'web1', true],
  ['web?,!web2', 'web2', false],
  ['*.example.org', 'a.b.example.org', true],
  ['*.example.org', 'exampleXorg', false],
  ['[web1]:2222', '[web1]:2222', true],
  ['web1', '[web1]:2222', false],
  [hashKnownHostName('web1'), 'web1', true],
  [hashKnownHostName('web1'), 'web2', false],
])('%s lists %s: %s', (names, name, listed) => {
  const found = entry(names);
  expect(found !== undefined && matchesKnownHost(found, name)).toBe(listed);
});

test('lines have markers, comments and numbers; others are skipped', () => {
  const text = '# c\n\n@revoked * ssh-rsa BBBB old key\nbroken\n@cert-authority *.x ssh-ed25519 CCCC\n';
  expect(parseKnownHosts(text, 'f').map(({ line, marker, key }) => [line, marker, key])).toEqual([
    [3, 'revoked', 'BBBB'],
    [5, 'cert-authority', 'CCCC'],
  ]);
});

test('a host is listed with its port when that is not 22', () => {
  expect([renderKnownHostName('Web1', 22), renderKnownHostName('fe80::1', 2200)]).toEqual(['web1', '[fe80::1]:2200']);
});
