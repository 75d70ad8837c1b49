import { execFile as execFileThen, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFakeTransport } from '../../src/transport/fake.ts';
import { ENDED_AT_PIPE } from '../../src/transport/session.ts';
import type { ConnectionTarget, HostSession } from '../../src/transport/session.ts';
import type { FakeTransport } from '../../src/transport/fake.ts';
import { until } from '../support/until.ts';
import type { SessionOptions } from '../../src/transport/shell/session-options.ts';

const execFile = promisify(execFileThen);
const TARGET: ConnectionTarget = {
  host: 'web1',
  address: 'web1',
  acceptNewHostKey: false,
  connectTimeoutMs: 1000,
  connectRetries: 0,
};
const HOLDER = { who: 'ann@desk', runId: 'run-1', since: '2026-01-02T03:04:05Z' };

let directory: string;
let transport: FakeTransport;
let sessions: HostSession[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'transport-'));
  transport = createFakeTransport(directory);
  sessions = [];
});
afterEach(async () => {
  transport.faults.unreachable = false;
  await Promise.all(sessions.map((session) => session.close()));
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function connect(options: Partial<SessionOptions> = {}, target: Partial<ConnectionTarget> = {}) {
  const other = createFakeTransport(directory, options);
  Object.assign(other, { faults: Object.assign(other.faults, transport.faults) });
  transport = other;
  const session = await other.connect({ ...TARGET, ...target });
  sessions.push(session);
  return session;
}

async function connectLocked(options: Partial<SessionOptions> = {}) {
  const session = await connect(options);
  await session.lock(HOLDER);
  return session;
}

const text = (path: string) => readFileSync(join(directory, path), 'utf8');
const spool = () => readdirSync(join(directory, 'provision/spool'));

const isRunning = (command: string) =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n').includes(command);

const OFTEN = { everyMs: 25 };

describe('observe', () => {
  test('gives both streams and the exit status', async () => {
    const session = await connect();
    const output = await session.observe('echo out; echo err >&2; exit 3');
    expect([output.stdout.toString(), output.stderr.toString(), output.exitStatus]).toEqual(['out\n', 'err\n', 3]);
  });

  test.each([
    ['nothing', ':', 0],
    ['no newline at the end', 'printf x', 0],
    ['a syntax error', 'if', 2],
    ['words that a shell would take apart', `printf %s "a'b\\"c $HOME"`, 0],
    ['a here-document as its last line', 'cat <<E\nx\nE\n', 0],
    ['a read of stdin, which is empty', 'read -r x', 1],
  ])('runs a script of %s', async (_, script, exitStatus) => {
    const session = await connect();
    expect((await session.observe(script)).exitStatus).toBe(exitStatus);
    expect((await session.observe('echo next')).stdout.toString()).toBe('next\n');
  });

  test('carries every byte, and a megabyte of them', async () => {
    const bytes = Buffer.from(Array.from({ length: 1_000_003 }, (_, index) => (index * 7 + (index >> 8)) % 256));
    writeFileSync(join(directory, 'bytes'), bytes);
    const output = await (await connect()).observe(`cat ${directory}/bytes; cat ${directory}/bytes >&2`);
    expect(output.stdout.equals(bytes)).toBe(true);
    expect(output.stderr.equals(bytes)).toBe(true);
  });

  test('carries a script of a megabyte', async () => {
    const session = await connect();
    const output = await session.observe(`${': padding\n'.repeat(100_000)}echo ü`);
    expect(output.stdout.toString()).toBe('ü\n');
  });

  test('does not keep what a script sets', async () => {
    const session = await connect();
    await session.observe('x=1; cd /tmp; umask 000; set -eu; exec 2>/dev/null');
    expect((await session.observe('echo "${x-unset} $(umask)"; false; echo on')).stdout.toString()).toBe(
      'unset 0022\non\n',
    );
  });

  test('costs one round trip', async () => {
    const session = await connect();
    const before = session.roundTrips;
    await session.observe(':');
    expect(session.roundTrips - before).toBe(1);
  });

  test('writes nothing on the host', async () => {
    const session = await connect();
    await session.observe(':');
    expect(readdirSync(directory)).toEqual([]);
  });

  test.each([
    ['the header', { after: 20, of: 'stdin' }],
    ['the script', { after: 100, of: 'stdin' }],
    ['the reply', { after: 200, of: 'stdout' }],
  ] as const)('is repeated after a drop within %s', async (_, cut) => {
    transport.faults.cuts = [cut];
    const session = await connect();
    const output = await session.observe(`echo run >>${directory}/log; printf '%0300d' 1`);
    expect(output.stdout.toString()).toBe('1'.padStart(300, '0'));
    expect(text('log')).toBe(cut.of === 'stdin' ? 'run\n' : 'run\nrun\n');
  });

  test("rejects an answer that is too long, as that host's trouble, and can be asked again", async () => {
    const session = await connect({ replyBytes: 1_000_000 });
    const before = process.memoryUsage().rss;
    await expect(session.observe('yes')).rejects.toMatchObject({ kind: 'too-much', host: 'web1' });
    await expect(session.observe('yes >&2')).rejects.toMatchObject({ kind: 'too-much' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    expect((await session.observe('echo on')).stdout.toString()).toBe('on\n');
  });

  test('rejects after its time, ends what it ran, and leaves the session usable', async () => {
    const session = await connect();
    const slow = session.observe(`echo $$ >${directory}/pid; sleep 77.125; echo late >${directory}/late`, {
      timeoutMs: 300,
    });
    await expect(slow).rejects.toMatchObject({ kind: 'timeout', host: 'web1' });
    expect((await session.observe('echo on')).stdout.toString()).toBe('on\n');
    expect(isRunning('sleep 77.125')).toBe(false);
  });
});

test('the bootstrap comes with the start, and its output without what a login prints', async () => {
  const session = await connect({}, { bootstrap: 'echo "fact one"; printf two' });
  expect(session.greeting.toString()).toBe('fact one\ntwo');
  expect(session.roundTrips).toBe(1);
});

describe('apply', () => {
  test('gives both streams and the exit status, streams stdout, and cleans up', async () => {
    const session = await connectLocked();
    const chunks: string[] = [];
    const script = 'printf "a\\000b\\n"; echo err >&2; exit 4';
    const output = await session.apply({ id: 'b1', script, onOutput: (chunk) => chunks.push(chunk.toString()) });
    expect([output.stdout.toString(), output.stderr.toString(), output.exitStatus]).toEqual(['a\0b\n', 'err\n', 4]);
    expect(chunks.join('')).toBe('a\0b\n');
    await session.observe(':');
    await until('the spool is empty', () => spool().length === 0, OFTEN);
  });

  test('delivers a line as soon as it is printed', async () => {
    const session = await connectLocked();
    let seen = '';
    const onOutput = (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen === 'one\n') writeFileSync(join(directory, 'go'), '');
    };
    const script = `echo one; while [ ! -e ${directory}/go ]; do sleep 0.02; done; echo two`;
    expect((await session.apply({ id: 'b', script, onOutput })).exitStatus).toBe(0);
    expect(seen).toBe('one\ntwo\n');
  });

  test('needs the lock', async () => {
    const session = await connect();
    await expect(session.apply({ id: 'b', script: ':' })).rejects.toThrow('needs the lock');
  });

  test('carries a megabyte each way', async () => {
    const session = await connectLocked();
    const script = `${': padding\n'.repeat(100_000)}head -c 1000000 /dev/zero; head -c 300000 /dev/zero >&2`;
    const output = await session.apply({ id: 'b', script });
    expect([output.stdout.length, output.stderr.length]).toEqual([1_000_000, 300_000]);
  });

  test('keeps the beginning of what is too long, in bounded memory, and goes on', async () => {
    const session = await connectLocked({ outputBytes: 1_000_000 });
    const script = "yes 0123456789 | head -c 200000000; yes error | head -c 30000000 >&2; printf '\\nB 1 end\\nnext'";
    const before = process.memoryUsage().rss;
    const { stdout, stderr } = await session.apply({ id: 'b', script, boundary: 'B' });
    expect(stdout.toString('latin1').slice(-45)).toMatch(/\nB cut 199000000\n\nB 1 end\nnext$/);
    expect(stderr.toString('latin1').slice(-30)).toMatch(/\nB cut 29000000\n$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    expect((await session.apply({ id: 'c', script: 'echo on' })).stdout.toString()).toBe('on\n');
  }, 120_000);

  test('keeps its script off command lines and out of files', async () => {
    const session = await connectLocked();
    const script = `secret=hunter2; ps -eo args | grep -c hunter[2]; grep -rl hunter[2] ${directory}; :`;
    expect((await session.apply({ id: 'b', script })).stdout.toString()).toBe('0\n');
  });

  test('gives its steps default signals, no lock, an empty stdin and a session of their own', async () => {
    const session = await connectLocked();
    const script = `sh -c 'grep -E "^Sig(Ign|Blk)" /proc/self/status; ls -l /proc/self/fd | grep -c provision/lock; read -r x || echo empty'`;
    const { stdout } = await session.apply({ id: 'b', script });
    expect(stdout.toString()).toBe('SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n0\nempty\n');
  });

  test('does not wait for a daemon that keeps its output open', async () => {
    const session = await connectLocked();
    const output = await session.apply({ id: 'b', script: 'sleep 3.5 & echo started' });
    expect(output.stdout.toString()).toBe('started\n');
    expect((await session.observe('echo next')).stdout.toString()).toBe('next\n');
  });

  const steps = () =>
    Array.from({ length: 4 }, (_, step) => `echo ${step} >>${directory}/log; echo "step ${step}"; sleep 0.15`).join(
      '\n',
    );
  const expectOnce = (output: { stdout: Buffer; exitStatus: number }, seen: string) => {
    expect(text('log')).toBe('0\n1\n2\n3\n');
    expect(output.stdout.toString()).toBe('step 0\nstep 1\nstep 2\nstep 3\n');
    expect(seen).toBe(output.stdout.toString());
    expect(output.exitStatus).toBe(7);
  };

  test.each([
    ['within the frame', { after: 1200, of: 'stdin' }],
    ['before the reply', { after: 240, of: 'stdout' }],
    ['within the output', { after: 330, of: 'stdout' }],
  ] as const)('runs each step once when the connection drops %s', async (_, cut) => {
    transport.faults.cuts = [cut];
    const session = await connectLocked();
    let seen = '';
    const script = `${steps()}\nexit 7 ${'#'.repeat(1000)}`;
    expectOnce(await session.apply({ id: 'b', script, onOutput: (chunk) => (seen += chunk.toString()) }), seen);
  });

  test.each([['drop'], ['partition']] as const)('survives a %s in mid-batch, and keeps the lock', async (fault) => {
    const session = await connectLocked();
    let seen = '';
    const running = session.apply({
      id: 'b',
      script: `${steps()}\nexit 7`,
      onOutput: (chunk) => (seen += chunk.toString()),
    });
    await until('step 1 is seen', () => seen.includes('step 1'), OFTEN);
    transport[fault]();
    expectOnce(await running, seen);
    const rival = await connect();
    await expect(rival.lock({ ...HOLDER, runId: 'other' })).rejects.toMatchObject({ kind: 'locked' });
    expect((await session.apply({ id: 'c', script: 'echo again' })).stdout.toString()).toBe('again\n');
  });

  test('survives a host that is away for a while', async () => {
    const session = await connectLocked();
    let seen = '';
    const running = session.apply({
      id: 'b',
      script: `${steps()}\nexit 7`,
      onOutput: (chunk) => (seen += chunk.toString()),
    });
    await until('step 1 is seen', () => seen.includes('step 1'), OFTEN);
    transport.faults.unreachable = true;
    transport.drop();
    await sleep(900);
    transport.faults.unreachable = false;
    expectOnce(await running, seen);
  });

  test('gives up on a host that stays away', async () => {
    const session = await connectLocked({ reconnectMs: 500 });
    const running = session.apply({ id: 'b', script: 'sleep 0.2' });
    await sleep(100);
    transport.faults.unreachable = true;
    transport.drop();
    await expect(running).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('is told apart from a batch whose supervisor was killed', async () => {
    const session = await connectLocked({ heartbeatMs: 100 });
    const output = await session.apply({ id: 'b', script: 'echo before; kill -KILL $$; sleep 1' });
    expect([output.stdout.toString(), output.exitStatus]).toEqual(['before\n', 137]);
  });

  test('ends where the disk has no room for the end of its output, and says so', async () => {
    const session = await connectLocked({ heartbeatMs: 100 });
    const cut = 'echo before; printf "%s> 0 500" "$(cut -d" " -f2 "${PROVISION_STOP%/stop}/run")"';
    const lost = 'touch "${PROVISION_STOP%/stop}/lost"; kill -KILL $$; sleep 1';
    const output = await session.apply({ id: 'b', script: `${cut}; ${lost}` });
    expect([output.stdout.toString(), output.exitStatus]).toEqual(['before\n', 137]);
    expect((await session.apply({ id: 'c', script: 'echo next' })).stdout.toString()).toBe('next\n');
  });
});

describe('a program that waits for the other end of a named pipe', () => {
  const pipe = () => {
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    return path;
  };

  test('is ended in a query, which is then repeated', async () => {
    const session = await connect({ pipeCheckMs: 50 });
    const script = `if [ -e ${directory}/tried ]; then echo second; else echo >${directory}/tried; cat ${pipe()}; echo first; fi`;
    const output = await session.observe(script, { expectsNoPipes: true });
    expect([output.stdout.toString(), output.stderr.toString()]).toEqual(['second\n', '']);
  });

  test.each(['cat @', 'echo x >@', '( while read -r line; do :; done <@ )', 'x=$(sh -c "sort @; :")'])(
    'is ended in a query and told of after three tries: %s',
    async (script) => {
      const session = await connect({ pipeCheckMs: 50 });
      const observing = session.observe(script.replace('@', pipe()), { expectsNoPipes: true, what: 'key of /a' });
      await expect(observing).rejects.toMatchObject({
        kind: 'timeout',
        message: 'web1: named pipes were in the place of files, and nobody wrote to them, in 3 tries: key of /a',
      });
      expect((await session.observe('echo next')).stdout.toString()).toBe('next\n');
    },
  );

  test('is left alone in a script that may wait for pipes, and where it does not belong to the session', async () => {
    const session = await connect({ pipeCheckMs: 50 });
    const path = pipe();
    const other = execFile('cat', [path]);
    const output = session.observe(`cat ${path}`);
    await sleep(400);
    await (await connect({ pipeCheckMs: 50 })).observe('sleep 0.4', { expectsNoPipes: true });
    writeFileSync(path, 'x');
    await other;
    expect((await output).exitStatus).toBe(0);
  });

  test('is ended in a batch, whose error says so', async () => {
    const session = await connectLocked({ pipeCheckMs: 50 });
    const output = await session.apply({ id: 'b', script: `cat ${pipe()}; echo "status $?"` });
    expect(output.stdout.toString()).toBe('status 137\n');
    expect(output.stderr.toString()).toContain(ENDED_AT_PIPE);
  });

  test("is left alone in a batch while a user's command runs", async () => {
    const session = await connectLocked({ pipeCheckMs: 50 });
    const path = pipe();
    const running = session.apply({ id: 'b', script: `printf 1 >"\${PROVISION_STOP%stop}waits"; cat ${path}` });
    await sleep(500);
    writeFileSync(path, 'written\n');
    expect((await running).stdout.toString()).toBe('written\n');
  });
});

describe('a stop', () => {
  const script = () =>
    `for step in 1 2 3 4 5 6; do [ -e "$PROVISION_STOP" ] && exit 9; echo "$step"; echo "$step" >>${directory}/log; sleep 0.2; done`;

  test('ends the batch after the step in hand', async () => {
    const session = await connectLocked();
    const running = session.apply({ id: 'b', script: script() });
    await until('there is a log', () => existsSync(join(directory, 'log')), OFTEN);
    await session.requestStop();
    const output = await running;
    expect(output.exitStatus).toBe(9);
    expect(output.stdout.toString()).not.toContain('5');
  });

  test('that is asked for while the connection is away arrives when it is back', async () => {
    const session = await connectLocked();
    const running = session.apply({ id: 'b', script: script() });
    await until('there is a log', () => existsSync(join(directory, 'log')), OFTEN);
    transport.drop();
    await session.requestStop();
    expect((await running).exitStatus).toBe(9);
  });

  test('does not reach the next batch', async () => {
    const session = await connectLocked();
    await session.requestStop();
    expect((await session.apply({ id: 'b', script: '[ ! -e "$PROVISION_STOP" ]' })).exitStatus).toBe(0);
  });
});

describe('a kill', () => {
  test('ends the batch and its children with TERM', async () => {
    const session = await connectLocked();
    const running = session.apply({ id: 'b', script: `echo >${directory}/log; sleep 78.25; echo late` });
    await until('there is a log', () => existsSync(join(directory, 'log')), OFTEN);
    await session.killBatch();
    const output = await running;
    expect([output.stdout.toString(), output.exitStatus]).toEqual(['', 143]);
    expect(isRunning('sleep 78.25')).toBe(false);
  });

  test('that is asked for while the connection is away arrives when it is back', async () => {
    const session = await connectLocked();
    const running = session.apply({ id: 'b', script: `echo >${directory}/log; sleep 78.5; echo late` });
    await until('there is a log', () => existsSync(join(directory, 'log')), OFTEN);
    transport.drop();
    await session.killBatch();
    expect((await running).exitStatus).toBe(143);
  });

  test('ends a query and its children, and the session can still be used', async () => {
    const session = await connectLocked();
    const asked = session.observe(`echo >${directory}/log; sleep 77.75`);
    await until('there is a log', () => existsSync(join(directory, 'log')), OFTEN);
    await session.killBatch();
    await expect(asked).rejects.toMatchObject({ kind: 'closed' });
    expect((await session.observe('echo again')).stdout.toString()).toBe('again\n');
    await until('the query has ended', () => !isRunning('sleep 77.75'), OFTEN);
  });

  test('ends with KILL a batch that ignores TERM', async () => {
    const session = await connectLocked();
    const running = session.apply({ id: 'b', script: `trap '' TERM; echo >${directory}/log; sleep 79.5; echo late` });
    await until('there is a log', () => existsSync(join(directory, 'log')), OFTEN);
    await session.killBatch();
    expect((await running).exitStatus).toBe(137);
    expect(isRunning('sleep 79.5')).toBe(false);
  }, 15_000);
});

test('a batch that floods is ended', async () => {
  const session = await connectLocked({ floodBytes: 1_000_000 });
  const { stdout, exitStatus } = await session.apply({
    id: 'flood',
    script: 'while :; do echo xxxxxxxxxxxxxxxxxxxxx; done',
  });
  expect(exitStatus).toBe(143);
  expect(stdout.length).toBeGreaterThan(1_000_000);
}, 15_000);

describe('the lock', () => {
  test('refuses another run, naming the holder', async () => {
    await connectLocked();
    const rival = await connect();
    await expect(rival.lock({ who: 'bob@lab', runId: 'run-2', since: 'now' })).rejects.toMatchObject({
      kind: 'locked',
      message: 'web1 is locked by ann@desk (run run-1, since 2026-01-02T03:04:05Z)',
    });
  });

  test.each([['unlock'], ['close']] as const)('is free after %s', async (end) => {
    const session = await connectLocked();
    await session[end]();
    await expect((await connect()).lock({ ...HOLDER, runId: 'run-2' })).resolves.toBeUndefined();
  });

  test('is kept by a batch whose runner is gone, and free when it ends', async () => {
    const session = await connectLocked();
    const running = session.apply({ id: 'b', script: `echo >${directory}/log; sleep 1` });
    running.catch(() => undefined);
    await until('there is a log', () => existsSync(join(directory, 'log')), OFTEN);
    transport.faults.unreachable = true;
    transport.drop();
    transport.faults.unreachable = false;
    sessions = [];
    const other = createFakeTransport(directory);
    const rival = await other.connect(TARGET);
    sessions.push(rival);
    const holder = { ...HOLDER, runId: 'run-2' };
    await expect(rival.lock(holder)).rejects.toMatchObject({
      message: expect.stringContaining('its batch b is running') as unknown,
    });
    await running;
    await session.close();
    await rival.lock(holder);
  });

  test('is released by the watchdog when the runner falls silent', async () => {
    await connectLocked({ watchdogSeconds: 0.8, heartbeatMs: 60_000 });
    const rival = await connect();
    const holder = { ...HOLDER, runId: 'run-2' };
    await expect(rival.lock(holder)).rejects.toMatchObject({ kind: 'locked' });
    const isFree = (): Promise<boolean> =>
      rival.lock(holder).then(
        () => true,
        () => false,
      );
    await until('the lock is free', isFree);
  });

  test('is kept by a runner that sends heartbeats', async () => {
    await connectLocked({ watchdogSeconds: 0.8, heartbeatMs: 200 });
    await sleep(1600);
    const rival = await connect();
    await expect(rival.lock({ ...HOLDER, runId: 'run-2' })).rejects.toMatchObject({ kind: 'locked' });
  });

  test('of another run removes what dead runs have left, and temporary files of their batches', async () => {
    const session = await connectLocked({ heartbeatMs: 200 });
    const temporary = join(directory, '.provision.temporary');
    const script = `mkdir ${temporary}; echo ${temporary} >"\${PROVISION_STOP%stop}made"; kill -KILL 0`;
    await session.apply({ id: 'killed', script }).catch(() => undefined);
    await session.close();
    const dead = join(directory, 'provision/spool/dead');
    execFileSync('sh', ['-c', `mkdir -p ${dead} && echo '1 another-boot x x dead-run' >${dead}/run`]);
    await (await connect()).lock({ ...HOLDER, runId: 'run-2' });
    await until('leftovers are gone', () => !existsSync(dead) && !existsSync(temporary), OFTEN);
    expect(spool()).toEqual([]);
  });

  test('does not let a run that was cut off for long do its batch again after another run', async () => {
    const session = await connectLocked();
    const own = transport;
    const running = session.apply({ id: 'cut', script: `echo x >>${directory}/steps; sleep 0.5` });
    const outcome = running.then(
      () => 'done',
      (error: unknown) => String(error),
    );
    await until('there are steps', () => existsSync(join(directory, 'steps')), OFTEN);
    own.faults.unreachable = true;
    own.drop();
    const rival = await createFakeTransport(directory).connect(TARGET);
    sessions.push(rival);
    await rival.lock({ ...HOLDER, runId: 'run-2' }, { patience: () => true });
    await until('the spool is empty', () => spool().length === 0, OFTEN);
    own.faults.unreachable = false;
    await expect(outcome).resolves.toContain('another run has used the host');
    expect(text('steps')).toBe('x\n');
  });
});

describe('files', () => {
  const bytes = Buffer.from(Array.from({ length: 700_001 }, (_, index) => (index * 13) % 256));

  test('are uploaded whole, private, and gone at the end', async () => {
    const session = await connect();
    const local = join(directory, 'a file');
    writeFileSync(local, bytes);
    const { path: remote } = await session.upload(local, {});
    expect(readFileSync(remote).equals(bytes)).toBe(true);
    expect((await session.observe(`stat -c %a '${remote}'`)).stdout.toString()).toBe('600\n');
    await session.close();
    expect(existsSync(remote)).toBe(false);
  });

  test('may be empty, and may have one name', async () => {
    const session = await connect();
    const local = join(directory, 'empty');
    writeFileSync(local, '');
    const { path: remote } = await session.upload(local, {});
    expect((await session.upload(local, {})).path).not.toBe(remote);
    expect(readFileSync(remote, 'utf8')).toBe('');
  });

  test('are uploaded again after a drop', async () => {
    transport.faults.cuts = [{ after: 300_000, of: 'stdin' }];
    const session = await connect();
    const local = join(directory, 'bytes');
    writeFileSync(local, bytes);
    expect(readFileSync((await session.upload(local, {})).path).equals(bytes)).toBe(true);
  });

  test('are not mixed with heartbeats', async () => {
    const session = await connectLocked({ heartbeatMs: 1 });
    const local = join(directory, 'large');
    const large = Buffer.alloc(30_000_000, bytes);
    writeFileSync(local, large);
    expect(readFileSync((await session.upload(local, {})).path).equals(large)).toBe(true);
  });

  test('are known by what they were when they had arrived', async () => {
    const session = await connect();
    const local = join(directory, 'bytes');
    writeFileSync(local, bytes);
    const { path, identity } = await session.upload(local, {});
    const look = async () => (await session.observe(`stat -c %d:%i:%s:%.9Y ${path}`)).stdout.toString().trim();
    expect(await look()).toBe(identity);
    await session.observe(`printf x | dd of=${path} conv=notrunc status=none`);
    expect(await look()).not.toBe(identity);
  });

  test('are downloaded whole', async () => {
    const session = await connect();
    writeFileSync(join(directory, "it's"), bytes);
    await session.download(join(directory, "it's"), join(directory, 'copy'));
    expect(readFileSync(join(directory, 'copy')).equals(bytes)).toBe(true);
  });

  test('that cannot be read leave nothing behind', async () => {
    const session = await connect();
    await expect(session.download(join(directory, 'none'), join(directory, 'copy'))).rejects.toThrow(/none/);
    expect(readdirSync(directory)).toEqual([]);
  });
});

test('calls made together run one after another, in order', async () => {
  const session = await connect();
  const scripts = [1, 2, 3, 4].map((number) =>
    session.observe(`sleep 0.0${5 - number}; echo ${number} >>${directory}/log`),
  );
  await Promise.all(scripts);
  expect(text('log')).toBe('1\n2\n3\n4\n');
});

describe('a farewell', () => {
  test.each([
    ['once all else has ended', `echo "$(umask)" > DIR/bye; exit 3`],
    ['that reads stdin, which is empty', `cat > DIR/bye; echo 0022 >> DIR/bye`],
  ])('runs on the host before the session ends, %s', async (_, script) => {
    const session = await connectLocked();
    await session.close(script.replaceAll('DIR', directory));
    expect(text('bye')).toBe('0022\n');
    await expect(connectLocked()).resolves.toBeDefined();
  });

  test('is brought after a lost connection, and given up where there is none to be had', async () => {
    const lost = await connectLocked();
    transport.drop();
    await lost.close(`echo x > ${directory}/bye`);
    expect(text('bye')).toBe('x\n');
    const gone = await connectLocked({ reconnectMs: 100 });
    transport.faults.unreachable = true;
    transport.drop();
    await gone.close(`echo y > ${directory}/bye`);
    expect(text('bye')).toBe('x\n');
  });
});

test('a reconnect gives a new shell that holds the lock again', async () => {
  const session = await connectLocked();
  const before = (await session.observe('echo $$')).stdout.toString();
  await session.reconnect(5000);
  expect((await session.observe('echo $$')).stdout.toString()).not.toBe(before);
  expect((await session.apply({ id: 'b', script: 'echo ok' })).stdout.toString()).toBe('ok\n');
});

test('an unreachable host is an error at once', async () => {
  transport.faults.unreachable = true;
  await expect(transport.connect(TARGET)).rejects.toMatchObject({ kind: 'unreachable' });
});
