import { expect, test } from '@jest/globals';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

test('a run that ends early leaves two names of one machine, whichever of them took the lock', async () => {
  for (const [first, second] of [
    ['h1', 'h2'],
    ['h2', 'h1'],
  ]) {
    const site = makeSite(['h1', 'h2']);
    const hosts = join(site.directory, 'hosts');
    rmSync(join(hosts, 'h2'), { recursive: true });
    symlinkSync('h1', join(hosts, 'h2'));
    const play = (host: string, command: string): string =>
      `- { hosts: "${host}", tasks: [{ shell: "${command}" }] }\n`;
    // the other has time to share the lock
    const text = play(first ?? '', 'sleep 0.5; false') + play(second ?? '', 'true');
    expect((await site.apply(text)).exitCode).toBe(1);
  }
}, 20_000);
