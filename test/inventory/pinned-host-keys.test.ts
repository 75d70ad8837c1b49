import { expect, test } from '@jest/globals';
import { parsePinnedHostKeys } from '../../src/inventory/pinned-host-keys.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIAKzqtf3EIiKmrw92w2lPhNJ6kuI6TOe68kWVbrU9xGD';
const PINNED = { type: 'ssh-ed25519', key: KEY };

test.each([
  [`ssh-ed25519 ${KEY}`],
  [`  ssh-ed25519\t${KEY} root@web1\n`],
  [`web1,10.0.0.1 ssh-ed25519 ${KEY}`],
  [[`ssh-ed25519 ${KEY}`]],
])('%j is a key', (value) => expect(parsePinnedHostKeys(value)).toEqual([PINNED]));

test.each([
  [''],
  [[]],
  [7],
  [null],
  ['SHA256:X+5Nk9gcsT2bPjccd2G+6PafbEfAd406TvMiu7j5OVM'],
  [KEY],
  [`ssh-rsa ${KEY}`],
  [`ssh-ed25519 ${KEY.slice(0, -3)}`],
  ['ssh-ed25519 AAAA'],
  [[`ssh-ed25519 ${KEY}`, 'nothing']],
])('%j is none, nor a list of them', (value) => expect(parsePinnedHostKeys(value)).toBeUndefined());
