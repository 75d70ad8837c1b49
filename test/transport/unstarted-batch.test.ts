import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { renderStartCommand } from '../../src/transport/shell/start-command.ts';
import { until } from '../support/until.ts';
import { holderOf, useFakeHost } from './support/use-fake-host.ts';

const BOOT = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
/** A process that lives, and holds no lock. */
const STRANGER = 1;
const BATCH = 's-b';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'transport-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

const spooled = (file: string): string => join(state, 'spool', BATCH, file);

/** What a shell has left in the spool. */
function plant(files: Readonly<Record<string, string>>): void {
  mkdirSync(spooled('.'), { recursive: true });
  writeFileSync(join(state, 'lock'), `${STRANGER} s run-1 x {}\n`);
  for (const [name, content] of Object.entries(files)) writeFileSync(spooled(name), content);
}

/** Sends these frames to a new shell of the session; resolves to what it has answered once that includes the text. */
async function answersTo(frames: readonly (readonly [header: string, body?: string])[], last: string): Promise<string> {
  const start = {
    nonce: 'N',
    bootstrap: '',
    stateDirectory: state,
    watchdogSeconds: 60,
    floodBytes: 1e6,
    uploads: 's',
  };
  const shell = spawn('/bin/sh', ['-c', renderStartCommand(start)], { stdio: ['pipe', 'pipe', 'ignore'] });
  let said = '';
  shell.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (const [header, body] of frames) {
    const [kind = '', nonce = '', ...words] = header.split(' ');
    const sent = body === undefined ? '' : `${body}.`;
    shell.stdin.write(`${[kind, nonce, sent.length, ...words].join(' ')}\n${sent}`);
  }
  try {
    return await until(`the shell answers ${last}: ${said}`, () => said.includes(last) && said, { everyMs: 20 });
  } finally {
    shell.stdin.end();
  }
}

const REATTACH = [`r R ${BATCH} 0 run-1 queue`, ''] as const;
const LOCK = ['l L run-1 x {}'] as const;
const AGAIN = [`a A ${BATCH} E`, `echo once >>"$PROVISION_STOP.ran"; echo done`] as const;

describe('a batch whose shell ended before it started it', () => {
  const accepted = { out: '', err: '', end: '', doing: '' };
  test.each<[string, Readonly<Record<string, string>>]>([
    ['with its directory alone', {}],
    ['with some of its files', { out: '', err: '' }],
    ['with an empty file of its state', { ...accepted, run: '' }],
    ['accepted', { ...accepted, run: `${BOOT} E x run-1 ${STRANGER}\n` }],
    ['accepted, and found by a second shell that ended, too', { ...accepted, run: `${BOOT} - - - -\n` }],
    ['accepted before a reboot', { ...accepted, run: `another-boot E x run-1 ${STRANGER}\n` }],
  ])('%s is sent again, and runs once', async (_, files) => {
    plant(files);
    const said = await answersTo([REATTACH, LOCK, AGAIN], 'E> 0 0');
    expect(said).toContain('R> 3\n');
    expect(said).toContain('A> 0\n');
    expect(said).toContain('done\n');
    expect(readFileSync(spooled('stop.ran'), 'utf8')).toBe('once\n');
  });

  test('can no longer be started by that shell', async () => {
    plant({ ...accepted, run: `${BOOT} E x run-1 ${STRANGER}\n` });
    await answersTo([REATTACH], 'R> 3');
    expect(existsSync(spooled(`start.${STRANGER}`))).toBe(true);
  });

  test('is not sent again where that shell was in time to start it', async () => {
    plant({ ...accepted, run: `${BOOT} E x run-1 ${STRANGER}\n`, [`start.${STRANGER}`]: '' });
    expect(await answersTo([REATTACH], 'R> ')).toContain('R> 0\n');
  });

  test('does not keep the host locked for other runs', async () => {
    plant({ ...accepted, run: `${BOOT} E x run-1 ${STRANGER}\n` });
    expect(await answersTo([['l L run-2 x {}']], 'L> ')).toContain('L> 0\n');
  });
});

describe('a session that shares the lock of another', () => {
  const host = useFakeHost();

  test('ends its earlier shell when it has a new one, so that nothing is done twice', async () => {
    const owner = await host().connect();
    await owner.lock(holderOf('run-1'));
    const guest = await host().connect();
    await guest.lock(holderOf('run-1'));
    const shells = readFileSync(join(host().directory, 'provision/shells'), 'utf8').trim().split('\n');
    const [earlier = ''] = shells.at(-1)?.split(' ') ?? [];
    expect(existsSync(`/proc/${earlier}/fd/9`)).toBe(true);
    host().transport.partition();
    expect((await guest.apply({ id: 'b', script: 'echo on' })).stdout.toString()).toBe('on\n');
    expect(existsSync(`/proc/${earlier}/fd/9`)).toBe(false);
  });
});
