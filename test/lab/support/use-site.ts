import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll } from '@jest/globals';
import { lab } from './lab.ts';

/**
 * The site's own hosts (all nine when none is named), each as it was made, for the tests of the surrounding `describe` alone:
 * another suite that wants one of them waits, in this run of jest or in another.
 */
export function useSite(...hosts: string[]): void {
  const held: ChildProcess[] = [];

  beforeAll(async () => {
    // One order for everyone, so that no two suites wait for each other.
    for (const host of (hosts.length > 0
      ? hosts
      : ['lb1', 'lb2', 'web1', 'web2', 'app1', 'app2', 'db1', 'db2', 'mon1']
    ).toSorted()) {
      held.push(await lock(host));
    }
    await lab('reset', ...hosts);
  }, 1_200_000);
  afterAll(() => {
    for (const holder of held) holder.stdin?.end();
  });
}

/** The lock ends with the process that holds it, which ends with its input: with this process, however that ends. */
async function lock(host: string): Promise<ChildProcess> {
  const directory = `${labDirectory()}/locks`;
  mkdirSync(directory, { recursive: true });
  const holder = spawn('flock', [`${directory}/${host}`, 'sh', '-c', 'echo held; exec cat']);
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve());
    holder.once('error', reject);
    holder.once('exit', () => reject(new Error(`could not lock ${host}`)));
  });
  return holder;
}

function labDirectory(): string {
  const env = process.env;
  return env['LAB_DIR'] ?? `${env['XDG_CACHE_HOME'] ?? `${env['HOME'] ?? ''}/.cache`}/provision-lab`;
}
