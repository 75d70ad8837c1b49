import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { keyFileOf, sshOrThrow } from './support/lab.ts';
import { useHost } from './support/use-host.ts';

const MOST_MINUTES = 10;

describeLab('the quick start of the README', () => {
  const host = useHost();
  let scratch: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'quick-start-'));
    mkdirSync(join(scratch, '.ssh'), { mode: 0o700 });
    copyFileSync(await keyFileOf(host().name), join(scratch, '.ssh/id_rsa'));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  test('goes from npm install to a converged nginx with a secret, each command as it stands on the page', async () => {
    execFileSync(process.execPath, ['scripts/pack.mjs', scratch], { stdio: 'ignore' });
    const [packed = ''] = readdirSync(scratch).filter((name) => name.endsWith('.tgz'));
    const startMs = performance.now();
    const told = execFileSync(
      process.execPath,
      ['scripts/rehearse-readme.mjs', join(scratch, packed), host().address, 'vagrant'],
      { encoding: 'utf8', env: { ...process.env, HOME: scratch } },
    );
    expect(performance.now() - startMs).toBeLessThan(MOST_MINUTES * 60_000);
    expect(told).toMatch(/\n3 passed, 0 failed, on 1 host/);
    expect(await sshOrThrow(host().name, 'curl -s http://127.0.0.1/')).toContain('Hello from provision.');
    expect(await sshOrThrow(host().name, 'curl -s -o /dev/null -w %{http_code} http://127.0.0.1/status')).toBe('403');
  });
});
