import { describe, expect, test } from '@jest/globals';
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { isDone, isRefused } from '../../src/engine/backup/judge-backup.ts';
import type { PutBackEnd } from '../../src/engine/backup/put-back.ts';
import { putBack } from '../../src/engine/backup/put-back.ts';
import { parseBackups, readBackups } from '../../src/engine/backup/read-backups.ts';
import type { HostState } from '../../src/engine/host/host-state.ts';
import type { ConnectionTarget } from '../../src/transport/session.ts';
import type { FakeSite } from './support/fake-site.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

const WRITE = '- { name: write, copy: { dest: <%= root %>/conf, content: "new" } }';
const REMOVE = '- { name: remove, file: { path: <%= root %>/sub, state: absent } }';

/** What is kept of a run: paths below the root, each with what stood there. */
function kept(site: FakeSite, run: string): Record<string, string> {
  const directory = site.statePath('web1', 'backups', run);
  const read = (name: string): string => readFileSync(`${directory}/${name}`, 'utf8');
  const names = readdirSync(directory).filter((name) => name.endsWith('.path'));
  return Object.fromEntries(
    names.map((name) => {
      const kind = read(name.replace(/path$/, 'kind')).trim();
      const data = name.replace(/path$/, 'data');
      const isLink = kind === 'file' && lstatSync(`${directory}/${data}`).isSymbolicLink();
      const of = (): string => (isLink ? `link to ${readlinkSync(`${directory}/${data}`)}` : read(data));
      const content = kind === 'file' ? `: ${of()}` : '';
      return [read(name).slice(site.path('web1').length + 1), `${kind}${content}`];
    }),
  );
}

const TARGET: ConnectionTarget = {
  host: 'web1',
  address: 'web1',
  acceptNewHostKey: false,
  connectTimeoutMs: 10_000,
  connectRetries: 0,
};

/** Puts back all that a run has replaced and that is not as before. */
async function restore(site: FakeSite, run: string): Promise<readonly PutBackEnd[]> {
  const session = await site.transport('web1').connect(TARGET);
  try {
    await session.lock({ runId: 'r-restore', who: 'ann@desk', since: new Date().toISOString() });
    // the parts of a host that a restore needs
    const host = { name: 'web1', session, stateDirectory: site.statePath('web1') } as unknown as HostState;
    const backups = (await readBackups(host, run)).filter((backup) => !isDone(backup));
    return await putBack(host, { run, restore: 'r-restore', backups });
  } finally {
    await session.close();
  }
}

const hasBackups = (site: FakeSite): boolean => readdirSync(site.statePath('web1')).includes('backups');

describe('backups', () => {
  test('are kept of what a run replaces, makes and removes', async () => {
    const site = makeSite();
    site.give('conf', 'old');
    site.give('sub/file', 'x');
    const book = play(`${WRITE}\n- { name: make, copy: { dest: <%= root %>/made, content: "m" } }\n${REMOVE}`);
    const run = await site.apply(book, { keepsBackups: true, runId: 'r1' });
    expect(run.exitCode).toBe(0);
    expect(kept(site, 'r1')).toEqual({ conf: 'file: old', made: 'none', sub: 'directory' });
    expect(statSync(site.statePath('web1', 'backups', 'r1')).mode & 0o777).toBe(0o700);
  });

  test('hold what was there before the run, not between two tasks of it', async () => {
    const site = makeSite();
    site.give('conf', 'old');
    const again = '- { name: again, copy: { dest: <%= root %>/conf, content: "newer" } }';
    await site.apply(play(`${WRITE}\n- meta: flush_handlers\n${again}`), { keepsBackups: true, runId: 'r1' });
    expect(kept(site, 'r1')).toEqual({ conf: 'file: old' });
  });

  test.each([
    ['nobody asks', '', false],
    ['the task asks', ', backup: true', true],
    ['its block says so for it', '', true],
  ])('are kept where %s', async (name, keyword, expected) => {
    const site = makeSite();
    site.give('conf', 'old');
    const task = WRITE.replace(' }', ` }${keyword}`);
    const book = name.startsWith('its block') ? play(`- { backup: true, block: [${task.slice(2)}] }`) : play(task);
    expect((await site.apply(book)).exitCode).toBe(0);
    expect(hasBackups(site)).toBe(expected);
  });

  test('are not kept of a task that says so', async () => {
    const site = makeSite();
    await site.apply(play(WRITE.replace(' } }', ' }, backup: false }')), { keepsBackups: true });
    expect(hasBackups(site)).toBe(false);
  });

  test('are not kept of a dry run, nor where nothing changes', async () => {
    const site = makeSite();
    await site.check(play(WRITE), { keepsBackups: true });
    site.give('conf', 'new');
    await site.apply(play(WRITE), { keepsBackups: true });
    expect(hasBackups(site)).toBe(false);
  });

  test('are kept of the file at the end of links, and of a directory that a link replaces; restored, they are as before', async () => {
    const site = makeSite();
    site.give('real/conf', 'old\n');
    site.give('sub/file', 'x');
    symlinkSync('real/conf', site.path('web1', 'inner'));
    symlinkSync('inner', site.path('web1', 'outer'));
    const book = play(`
      - lineinfile: { path: <%= root %>/outer, line: new }
      - file: { path: <%= root %>/sub, src: real, state: link, force: true }`);
    expect((await site.apply(book, { keepsBackups: true, runId: 'r1' })).exitCode).toBe(0);
    expect(kept(site, 'r1')).toEqual({
      outer: 'file: link to inner',
      'real/conf': 'file: old\n',
      sub: 'directory',
    });
    expect(readlinkSync(site.path('web1', 'sub'))).toBe('real');

    expect((await restore(site, 'r1')).filter(({ message }) => message !== undefined)).toEqual([]);
    expect(site.read('real/conf')).toBe('old\n');
    expect(site.read('sub/file')).toBe('x');
    expect(readlinkSync(site.path('web1', 'outer'))).toBe('inner');
  });

  test('20 runs of them are kept', async () => {
    const site = makeSite();
    for (let i = 10; i < 33; i++) {
      const book = play(WRITE.replace('new', `new ${i}`));
      await site.apply(book, { keepsBackups: true, runId: `r${i}` });
    }
    expect(readdirSync(site.statePath('web1', 'backups')).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `r${i + 13}`),
    );
  }, 60_000);
});

describe('what a host tells of backups', () => {
  const path = Buffer.from('/etc/conf').toString('base64');
  const told = (kind: string, after: string, now: string, before: string): string =>
    `backup ${'a'.repeat(64)} ${kind} ${path}:${after}:${now}:${before}\nbefore YQ==\nnow Yg==\n`;

  test.each([
    ['as the run left it', told('file', 'file 2', 'file 2', 'file 1'), [false, false, false]],
    ['changed by others since', told('file', 'file 2', 'file 3', 'file 1'), [false, true, false]],
    ['as it was before', told('file', 'file 2', 'file 1', 'file 1'), [true, false, false]],
    ['of a run that broke off', told('file', '', 'file 2', 'file 1'), [false, true, false]],
    ['a directory now', told('file', 'file 2', 'directory', 'file 1'), [false, true, true]],
    ['made by the run', told('none', 'file 2', 'file 2', 'none'), [false, false, false]],
    ['a directory that is there', told('directory', 'none', 'directory', 'directory'), [true, false, false]],
  ])('%s', (_, text, expected) => {
    const [backup] = parseBackups(text);
    if (!backup) throw new Error('there is no backup');
    expect([isDone(backup), isRefused(backup, false), isRefused(backup, true)]).toEqual(expected);
    expect(backup.diff).toContain('-b\n');
  });

  test.each([
    'backup x file',
    `backup ${'a'.repeat(64)} file ${Buffer.from('etc').toString('base64')}:a:b:c`,
    'nonsense',
  ])('is refused where it is no backup: %s', (text) => expect(() => parseBackups(`${text}\n`)).toThrow());
});
