import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../support/run-cli.ts';

describe('the program', () => {
  test('says its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runCli('--version')).toEqual({ stdout: `${version}\n`, stderr: '', exitCode: 0 });
  });

  test.each([
    ['a command', ['lnt'], "unknown command 'lnt'\n(Did you mean lint?)"],
    ['a flag before any command', ['--invntory', 'x'], "unknown option '--invntory'\n(Did you mean --inventory?)"],
    ['a flag of a command', ['lint', '--playbok', 'x'], "unknown option '--playbok'\n(Did you mean --playbook?)"],
  ])('suggests what was meant by %s that is unknown', async (_, args, message) => {
    const { stderr, exitCode } = await runCli(...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(3);
  });

  test('outside of a project it says where to go', async () => {
    const playbook = join(mkdtempSync(join(tmpdir(), 'empty-')), 'playbooks', 'site.yml');
    const { stderr, exitCode } = await runCli('-p', playbook, '-i', 'web1,');
    expect(stderr).toContain('Call it in the directory of a project');
    expect(exitCode).toBe(3);
  });
});
