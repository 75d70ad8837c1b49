import { expect, test } from '@jest/globals';
import {
  hashKnownHostName,
  KnownHosts,
  parseKnownHosts,
  renderKnownHostName,
} from '../../src/transport/ssh/known-hosts.ts';

const listing = (names: string) => parseKnownHosts(`${names} ssh-ed25519 AAAA`, 'file');

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
  expect(new KnownHosts(listing(names)).of(name)).toHaveLength(listed ? 1 : 0);
});

test('a host has its entries in the order of the file, however it is named in them', () => {
  const names = ['web*', 'web1,web1', hashKnownHostName('web1'), 'web2', 'WEB1'];
  const text = names.map((name) => `${name} ssh-ed25519 AAAA\n`).join('');
  expect(new KnownHosts(parseKnownHosts(text, 'f')).of('web1').map(({ line }) => line)).toEqual([1, 2, 3, 5]);
});

test('a host among many is found without a look at each', () => {
  let looks = 0;
  const entries = listing('*.example.org').concat(
    Array.from({ length: 1000 }, (_, index) => listing(`web${index}`)).flat(),
  );
  const counted = entries.map((entry) => ({
    ...entry,
    get names() {
      looks++;
      return entry.names;
    },
  }));
  const known = new KnownHosts(counted);
  looks = 0;
  expect(known.of('web500')).toHaveLength(1);
  expect(looks).toBeLessThan(10);
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
