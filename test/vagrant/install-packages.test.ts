import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';

const program = fileURLToPath(new URL('../../vagrant/lxc/install-packages', import.meta.url));
const PATIENCE = { timeoutMs: 60_000, everyMs: 50 };
let directory = '';

beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'provision-packages-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const writeProgram = (name: string, body: string): void =>
  writeFileSync(join(directory, name), `#!/bin/sh\n${body}`, { mode: 0o755 });

interface Installation {
  readonly printed: () => string;
  readonly ended: Promise<unknown>;
}

/** Installs a package with the programs in `directory` for apt-get and dpkg-query. */
function install(name: string): Installation {
  const child = spawn(program, [name], {
    cwd: directory,
    env: {
      ...process.env,
      PATH: `${directory}:${process.env['PATH'] ?? ''}`,
      LAB_DIR: join(directory, `lab-${name}`),
      LAB_PACKAGES_LOCK: join(directory, 'lock'),
      LAB_RETRY_WAITS: '',
    },
  });
  let printed = '';
  child.stderr.on('data', (text: Buffer) => (printed += text.toString('utf8')));
  const ended = once(child, 'close').then(([code]) => expect([code, printed]).toEqual([0, printed]));
  return { printed: () => printed, ended };
}

/** Installs packages by a lab each, all of which begin while yet another lab is at it. */
async function installAtOnce(...names: string[]): Promise<void> {
  const other = spawn('flock', ['lock', 'sh', '-c', 'touch begun; until [ -e go ]; do sleep 0.1; done'], {
    cwd: directory,
  });
  await until('the other lab begins', () => existsSync(join(directory, 'begun')), PATIENCE);
  const labs = names.map(install);
  await until('all wait', () => labs.every(({ printed }) => printed().includes('waiting for another lab')), PATIENCE);
  writeFileSync(join(directory, 'go'), '');
  await Promise.all([once(other, 'close'), ...labs.map(({ ended }) => ended)]);
}

(process.platform === 'linux' ? describe : describe.skip)('packages of the lab', () => {
  beforeEach(() => {
    writeProgram('dpkg-query', 'for name; do :; done; [ ! -e "installed-$name" ] || printf installed');
    // as apt: ends at once while another one is at work
    writeProgram(
      'apt-get',
      `mkdir at-work || { echo 'Could not get lock'; exit 100; }
for name; do :; done
[ "$1" = update ] || touch "installed-$name"
echo "$1" >>done
rmdir at-work`,
    );
  });

  test('are installed by two labs at the same time, one after the other', async () => {
    await installAtOnce('one', 'two');
    expect(readFileSync(join(directory, 'done'), 'utf8')).toBe('update\ninstall\nupdate\ninstall\n');
  });

  test('that another lab has installed meanwhile are left alone', async () => {
    await installAtOnce('same', 'same');
    expect(readFileSync(join(directory, 'done'), 'utf8')).toBe('update\ninstall\n');
    const again = install('same');
    await again.ended;
    expect(again.printed()).toBe('');
  });
});
