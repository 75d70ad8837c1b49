import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { followPage } from './support/follow-page.ts';
import { checkout, keyFileOf } from './support/lab.ts';
import { useHost } from './support/use-host.ts';

describeLab('the tutorial', () => {
  const host = useHost();
  let scratch = '';
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'tutorial-'));
    mkdirSync(join(scratch, '.ssh'), { mode: 0o700 });
    copyFileSync(await keyFileOf(host().name), join(scratch, '.ssh/id_rsa'));
    writeFileSync(
      join(scratch, 'provision'),
      `#!/bin/sh\nexec '${process.execPath}' '${checkout}/dist/cli/main.js' "$@"\n`,
    );
    chmodSync(join(scratch, 'provision'), 0o755);
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  test('works as written, command by command', async () => {
    const page = readFileSync(join(checkout, 'docs/guide/tutorial.md'), 'utf8');
    const differences = await followPage(page, {
      directory: scratch,
      env: { HOME: scratch, PATH: `${scratch}:${process.env['PATH'] ?? ''}`, COLUMNS: '120' },
      own: { '203.0.113.10': host().address, '--user admin': '--user vagrant' },
    });
    expect(differences).toEqual([]);
  }, 600_000);
});
