import { expect, test } from '@jest/globals';
import { normalizeNetwork } from '../../src/modules/ufw/ip-network.ts';

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['10.0.0.1/32', '10.0.0.1'],
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['10.1.2.3/255.255.254.0', '10.1.2.0/23'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8:0::1', '2001:db8::1'],
  ['2001:db8::1/128', '2001:db8::1'],
  ['2001:db8:ffff:ffff::1/33', '2001:db8:8000::/33'],
  ['::ffff:10.0.0.1', '::ffff:a00:1'],
  ['10.0.0.1/33', undefined],
  ['10.0.0.1/255.0.255.0', undefined],
  ['10.0.0', undefined],
  ['web1', undefined],
  ['fe80::1%eth0', undefined],
])('%s is %s', (text, expected) => {
  expect(normalizeNetwork(text)).toBe(expected);
});
