import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { openProxyCommand } from '../../src/transport/ssh/proxy-command.ts';

test("a ProxyCommand does not hear the terminal's Ctrl-C: its process group is its own", async () => {
  const stream = openProxyCommand(`sh -c 'read -r _ _ _ _ group _ </proc/$$/stat; echo "$group"; cat'`);
  const [said] = (await once(stream, 'data')) as [Buffer];
  stream.on('error', () => undefined).destroy();
  const own = readFileSync('/proc/self/stat', 'utf8').split(' ')[4];
  expect(Number(said.toString())).toBeGreaterThan(0);
  expect(said.toString().trim()).not.toBe(own);
});
