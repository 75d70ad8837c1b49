import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../support/run-cli.ts';

describe('the program', () => {
  test('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runCli('--version')).toEqual({ stdout: `${version}\n`, stderr: '', exitCode: 0 });
  });

  test.each([
    ['a command', ['lnt'], "unknown command 'lnt'\n --> provision lnt\n  help: Did you mean lint?"],
    [
      'a flag before any command',
      ['--invntory', 'x'],
      "unknown option '--invntory'\n --> --invntory\n  help: Did you mean --inventory?",
    ],
    [
      'a flag of a command',
      ['lint', '--playbok', 'x'],
      "unknown option '--playbok'\n --> --playbok\n  help: Did you mean --playbook?",
    ],
  ])('suggests what was meant by %s that is unknown', async (_, args, message) => {
    const { stderr, exitCode } = await runCli(...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(3);
  });

  test('refuses an unknown format', async () => {
    const { stderr, exitCode } = await runCli('--output', 'xml');
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('its values are auto, tree, plain, json')]);
  });

  test('reports that no host is left', async () => {
    const project = ['-p', 'test/fixtures/playbooks/extra/site.yml', '-e', 'release=42'];
    const { stderr, exitCode } = await runCli(...project, '-i', 'test/fixtures/playbooks/extra/nobody.yml');
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('nothing was done')]);
  });

  test('outside of a project, it names the directory to change to', async () => {
    const playbook = join(mkdtempSync(join(tmpdir(), 'empty-')), 'playbooks', 'site.yml');
    const { stderr, exitCode } = await runCli('-p', playbook, '-i', 'web1,');
    expect(stderr).toContain('help: The playbooks are');
    expect(exitCode).toBe(3);
  });
});
