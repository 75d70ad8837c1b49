import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../support/run-cli.ts';

async function evaluate(...words: string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'console-'));
  try {
    const hosts = { here: { ansible_connection: 'local', port: 80, names: ['a', 'b'], url: 'http://<%= port %>/' } };
    writeFileSync(join(directory, 'hosts.yml'), JSON.stringify({ all: { hosts } }));
    return await runCli('console', '-i', join(directory, 'hosts.yml'), 'here', ...words);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test.each([
  ['port + 1', '81'],
  ['<%= names.length %>', '2'],
  ['{{ names | first }}', '"a"'],
  ["names | join('-')", '"a-b"'],
  ['url', '"http://80/"'],
  ['ansible_system', '"Linux"'],
  ['{a: port}', '{\n  "a": 80\n}'],
])('%s', async (expression, value) => {
  expect(await evaluate(expression)).toEqual({ stdout: `${value}\n`, stderr: '', exitCode: 0 });
});

test('a mistake is reported with its place, and is a failure', async () => {
  const { stdout, stderr, exitCode } = await evaluate('prot + 1');
  expect([stdout, exitCode]).toEqual(['', 1]);
  expect(stderr).toMatch(/^error\[undefined-variable\]: [^]*--> console:1:1[^]*Did you mean port\?/);
});

test('--syntax selects the language of an ambiguous expression', async () => {
  expect((await evaluate('names == ["a", "b"]', '--syntax', 'jinja')).stdout).toBe('true\n');
});
