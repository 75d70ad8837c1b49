import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { fetchFile, foretellFetch } from '../../src/engine/files/fetch-file.ts';

const sessionOf = (host: string) => ({
  host,
  download: (_: string, local: string): Promise<void> => writeFile(local, 'content', { flag: 'wx' }),
});

async function fetchTo(path: string, options: { host?: string; to?: string; isFlat?: boolean } = {}) {
  const { host = 'web1', to = 'out/', isFlat = false } = options;
  const project = mkdtempSync(join(tmpdir(), 'fetch-'));
  const step = { kind: 'fetch', path, to, isFlat } as const;
  const { stdout } = await fetchFile(step, sessionOf(host), project);
  const [state, written = ''] = stdout.split('\n');
  expect(readFileSync(written, 'utf8')).toBe('content');
  return { state, at: written.slice(project.length), project };
}

test.each<[string, Parameters<typeof fetchTo>, string]>([
  ['a path', ['/var/log/x'], '/out/web1/var/log/x'],
  ['a path that leads up', ['/srv/../../../../../../../../tmp/PWNED'], '/out/web1/tmp/PWNED'],
  ['a host whose name leads up', ['/x', { host: '../../../../tmp/evil' }], '/out/tmp/evil/x'],
  ['a host that is called up', ['/x', { host: '..' }], '/out/x'],
  ['a flat file', ['/a/b', { to: 'c', isFlat: true }], '/c'],
  ['a file in a flat directory', ['/a/../b', { to: 'c/', isFlat: true }], '/c/b'],
])('%s stays below dest', async (_, given, at) => {
  expect((await fetchTo(...given)).at).toBe(at);
});

test('a file of the same content is left, and nothing else is', async () => {
  const { project, state } = await fetchTo('/f');
  expect(state).toBe('changed');
  const step = { kind: 'fetch', path: '/f', to: 'out/', isFlat: false } as const;
  const again = await fetchFile(step, sessionOf('web1'), project);
  expect(again.stdout.split('\n')[0]).toBe('same');
  expect(readdirSync(join(project, 'out/web1'))).toEqual(['f']);
});

test('a file that waits at a name that could be foreseen is not written to', async () => {
  const project = mkdtempSync(join(tmpdir(), 'fetch-'));
  writeFileSync(join(project, 'x.provision-new'), 'mine');
  await fetchFile({ kind: 'fetch', path: '/x', to: 'x', isFlat: true }, sessionOf('web1'), project);
  expect(readFileSync(join(project, 'x.provision-new'), 'utf8')).toBe('mine');
  expect(existsSync(join(project, 'x'))).toBe(true);
});

test('a dry run compares the file of the host with the one that is here', async () => {
  const { project } = await fetchTo('/f');
  const sha256 = createHash('sha256').update('content').digest('hex');
  const plan = (path: string, sum: string | undefined) =>
    ({
      status: 'change',
      changes: [],
      steps: [{ kind: 'fetch', path, to: 'out/', isFlat: false, sha256: sum }],
      predictions: [],
      writes: { keys: [] },
      result: undefined,
      isUncertain: false,
    }) as const;
  const foretold = async (path: string, sum: string | undefined): Promise<string> =>
    (await foretellFetch(plan(path, sum), 'web1', project)).status;
  expect(await foretold('/f', sha256)).toBe('ok');
  expect((await foretellFetch({ ...plan('/f', sha256), isUncertain: true }, 'web1', project)).status).toBe(
    'may-change',
  );
  expect(await foretold('/f', 'another')).toBe('change');
  expect(await foretold('/f', undefined)).toBe('change');
  expect(await foretold('/not-fetched', sha256)).toBe('change');
});
