import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { runBundled } from './support/run-bundled.ts';

const END = `
import { endProcess } from './src/cli/start/end-process.ts';
const { stdout, stderr } = process;
const end = () => endProcess({ stdout, stderr, lostTerminal: false, endCode: (code) => code });
`;

describe('the end of the process', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'end-'));
    execFileSync('mkfifo', [join(directory, 'fifo')]);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each([
    ['a timer', 'setInterval(() => undefined, 1000);'],
    ['a socket', `import { createServer } from 'node:net'; createServer().listen(0);`],
    ['a child', `import { spawn } from 'node:child_process'; spawn('sleep', ['60']);`],
  ])('waits for no %s', async (_, open) => {
    const { code, ms } = await runBundled(`${END}${open} process.exitCode = 5; await end();`);
    expect(code).toBe(5);
    expect(ms).toBeLessThan(3000);
  });

  test('comes after the output, however slowly that is read', async () => {
    const source = `${END}stdout.write('x'.repeat(5_000_000)); process.exitCode = 4; await end();`;
    const { code, stdout } = await runBundled(source, ({ stdout: reader }) => {
      reader.pause();
      setTimeout(() => reader.resume(), 500);
    });
    expect([code, stdout.length]).toEqual([4, 5_000_000]);
  });

  test('comes although the reader of the output has gone', async () => {
    const source = `${END}stdout.on('error', () => undefined); setTimeout(async () => { stdout.write('x'.repeat(5_000_000)); process.exitCode = 4; await end(); }, 300);`;
    const { code } = await runBundled(source, ({ stdout: reader }) => reader.destroy());
    expect(code).toBe(4);
  });

  test('comes by SIGHUP where the terminal has gone that it reads from', async () => {
    const status = join(directory, 'status');
    const onTerminal = `stdout.write('ready'); process.stdin.setRawMode(true); process.on('SIGHUP', () => undefined); setTimeout(() => void end(), 1000);`;
    const around = `
      const command = 'trap : HUP; ON_TERMINAL=1 ' + process.execPath + ' ' + process.argv[1] + '; echo $? >${status}';
      const script = spawn('script', ['-qfc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
      script.stdout.once('data', () => setTimeout(() => script.kill('SIGKILL'), 200));
    `;
    const source = `import { spawn } from 'node:child_process';${END}if (process.env.ON_TERMINAL) { ${onTerminal} } else { ${around} }`;
    await runBundled(source);
    await until('a status is written', () => existsSync(status) && readFileSync(status, 'utf8') !== '');
    expect(readFileSync(status, 'utf8')).toBe('129\n');
  });

  test.each([
    [1, 'SIGKILL'],
    [130, 'SIGINT'],
  ])('with exit code %s comes by %s where a thread is stuck in the kernel', async (exitCode, expected) => {
    const stuck = `import { readFile } from 'node:fs'; readFile(${JSON.stringify(join(directory, 'fifo'))}, () => undefined);`;
    const { signal, ms } = await runBundled(`${stuck}${END}process.exitCode = ${exitCode}; await end();`);
    expect(signal).toBe(expected);
    expect(ms).toBeLessThan(5000);
  });
});

test.each([
  ['is reported', '', 70, /^error: code of the project has called process\.exit/],
  ['is not reported where it is announced', 'announce();', 0, /^$/],
])('an exit %s', async (_, first, code, said) => {
  const source = `import { guardExit } from './src/cli/start/guard-exit.ts'; const announce = guardExit(); ${first} process.exit(0);`;
  const end = await runBundled(source);
  expect(end.code).toBe(code);
  expect(end.stderr).toMatch(said);
});
