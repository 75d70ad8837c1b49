import { expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runProgram } from '../../src/cli/program.ts';
import { readIdentity } from '../../src/cli/project/project-identity.ts';
import { runCli } from '../support/run-cli.ts';

test('the units that would be written', async () => {
  const { stdout } = await runCli('drift', 'install', '--print', '--at', 'Mon..Fri 06:00', '--', '-i', 'prod 50%');
  expect(stdout).toContain(`WorkingDirectory=${process.cwd()}\n`);
  expect(stdout).toMatch(/^ExecStart=".*node" ".*" "drift" "run" "-i" "prod 50%%"$/m);
  expect(stdout).toContain('OnCalendar=Mon..Fri 06:00\n');
  expect(stdout).toContain('SuccessExitStatus=2\n');
});

test('the units are named after the project and the name of the timer', async () => {
  const { id } = readIdentity('playbooks/site.yml');
  const { stdout } = await runCli('drift', 'install', '--print', '--name', 'prod');
  expect(stdout).toMatch(new RegExp(`^# .*/provision-drift-${id}-prod[.]service$`, 'm'));
  expect(await runCli('drift', 'install', '--name', 'a b', '--mail', 'a@b')).toMatchObject({ exitCode: 3 });
});

test('drift install requires a webhook or a mail address', async () => {
  const { stderr, exitCode } = await runCli('drift', 'install');
  expect(stderr).toContain('there is nobody to notify of drift');
  expect(exitCode).toBe(3);
});

test('a webhook receives a notification if there is drift, and none otherwise', async () => {
  const told: { text: string; exitCode: number }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      told.push(JSON.parse(body) as (typeof told)[number]);
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const directory = mkdtempSync(join(tmpdir(), 'drift-'));
  const home = process.cwd();
  try {
    mkdirSync(join(directory, 'playbooks'));
    const task = `{ name: Write it, copy: { content: "x", dest: ${directory}/file, mode: "0644" } }`;
    writeFileSync(join(directory, 'playbooks/site.yml'), `- hosts: all\n  tasks: [${task}]\n`);
    writeFileSync(join(directory, 'hosts.yml'), 'all: { hosts: { here: { ansible_connection: local } } }\n');
    process.chdir(directory);
    const env = { PROVISION_DRIFT_WEBHOOK: `http://127.0.0.1:${port}/hooks/secret` };
    expect(await run(env)).toBe(2);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ exitCode: 2 });
    expect(told[0]?.text).toMatch(/^provision: drift in .*\n```\n[^]*Write it/);
    writeFileSync(join(directory, 'file'), 'x', { mode: 0o644 });
    expect(await run(env)).toBe(0);
    expect(told).toHaveLength(1);
  } finally {
    process.chdir(home);
    server.close();
    rmSync(directory, { recursive: true });
  }
}, 60_000);

async function run(env: Readonly<Record<string, string>>): Promise<number> {
  let code = 0;
  const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const given = { stdin: Readable.from([]), stdout: silent(), stderr: silent(), env };
  await runProgram({ ...given, setExitCode: (exit) => (code = exit) }, ['drift', 'run', '-i', 'hosts.yml']);
  return code;
}
