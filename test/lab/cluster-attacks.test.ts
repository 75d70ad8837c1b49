import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { describeLab } from './support/describe-lab.ts';
import { checkout, sshOrThrow } from './support/lab.ts';
import type { CommandResult } from './support/run-command.ts';
import type { TestWorker } from './support/use-cluster.ts';
import { childrenOf, useCluster } from './support/use-cluster.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

/** Each step may be done once: a second time leaves a second line. What it waits for, \`go\`, the test makes. */
const STEPS = `- { name: directory, file: { path: '{{ at }}', state: directory } }
- name: first
  shell: { cmd: 'touch begun; until [ -e go ]; do sleep 0.1; done; echo x >> first', chdir: '{{ at }}', creates: '{{ at }}/first' }
  notify: reload
- { name: asked, command: 'cat {{ at }}/first', register: asked, changed_when: false }
- name: second
  shell: { cmd: 'echo {{ asked.stdout | length }} >> second', chdir: '{{ at }}', creates: '{{ at }}/second' }
`;
const HANDLERS = `- { name: reload, shell: { cmd: echo x >> reloads, chdir: '{{ at }}' } }\n`;
const ONCE = '1 1 1\n';

/** A dead worker is found after 10 to 15 s; the rest is the machine's speed. */
jest.setTimeout(300_000);

describeLab('a run that workers share, under attack', () => {
  const host = useHost();
  const project = useProject();
  const cluster = useCluster();
  const workers: TestWorker[] = [];

  beforeAll(async () => {
    project().write('playbooks/site.yml', '- { name: site, hosts: all, become: true, roles: [work] }\n');
    project().write('playbooks/other.yml', '- { name: other, hosts: all, become: true, roles: [work] }\n');
    project().write('roles/work/tasks/main.yml', STEPS);
    project().write('roles/work/handlers/main.yml', HANDLERS);
    await project().writeInventory(host().name);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.end('SIGKILL')));
  });

  const work = (...start: Parameters<ReturnType<typeof cluster>['startWorker']>): TestWorker => {
    const worker = cluster().startWorker(...start);
    workers.push(worker);
    return worker;
  };
  const provision = (args: readonly string[], onStart?: (kill: (signal: NodeJS.Signals) => void) => void) =>
    cluster().provision(args, {
      cwd: project().directory,
      timeoutMs: 250_000,
      onStart: (child) => onStart?.((signal) => child.kill(signal)),
    });
  const words = (at: string, ...flags: string[]): string[] => [
    ...['apply', '-i', 'test', '--cluster', cluster().url, '--output', 'plain', '-e', `at=${at}`],
    ...flags,
  ];
  const detach = async (at: string, ...flags: string[]): Promise<string> =>
    (await provision(words(at, '--detach', ...flags))).stdout.trim();
  const attach = (run: string): Promise<CommandResult> => provision(['attach', run, '--output', 'plain']);
  const on = (command: string): Promise<string> => sshOrThrow(host().name, `sudo sh -c '${command}'`);
  const begun = (at: string): Promise<unknown> =>
    on(`for i in $(seq 600); do [ ! -e ${at}/begun ] || exit 0; sleep 0.1; done; exit 1`);
  const go = (at: string): Promise<unknown> => on(`touch ${at}/go`);
  const counts = (at: string): Promise<string> =>
    on(`cd ${at}; echo $(cat first | wc -l) $(cat second | wc -l) $(cat reloads | wc -l)`);
  const says = (worker: TestWorker, text: string): Promise<unknown> =>
    until(`a worker says: ${text}`, () => worker.output().includes(text), { timeoutMs: 90_000 });

  test.each([
    ['alone', false],
    ['with its run', true],
  ])('a worker that is let sleep %s for longer than its lease begins no other batch', async (name, isWithRun) => {
    const at = `/root/asleep-${name.replaceAll(' ', '-')}`;
    const doomed = work();
    const run = await detach(at);
    await begun(at);
    const asleep = [doomed.child.pid ?? 0, ...(isWithRun ? childrenOf(doomed) : [])];
    for (const pid of asleep) process.kill(pid, 'SIGSTOP');
    const other = work();
    await says(other, 'attempt 2');
    for (const pid of asleep) process.kill(pid, 'SIGCONT');
    await go(at);
    await says(doomed, "is another worker's by now");
    const { exitCode, stdout } = await attach(run);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('second')]);
    expect(await counts(at)).toBe(ONCE);
    expect(other.output()).toContain('has ended');
  });

  test('a worker that the network cuts off from the database leaves its job to another', async () => {
    const at = '/root/cut-off';
    const wire = await openWire(cluster().database.directory);
    const doomed = work([], { url: `postgres://provision@127.0.0.1:${wire.port}/postgres` });
    const run = await detach(at);
    await begun(at);
    wire.cut();
    const other = work();
    await says(other, 'attempt 2');
    await go(at);
    expect((await attach(run)).exitCode).toBe(0);
    expect(await counts(at)).toBe(ONCE);
    await says(doomed, "is another worker's by now");
    wire.mend();
    await other.end();
    // its queries that hang are given up after a minute
    const next = await detach('/root/mended');
    await on('mkdir -p /root/mended; touch /root/mended/go');
    expect((await attach(next)).exitCode).toBe(0);
    expect(doomed.output()).toContain(`run ${next}`);
    wire.close();
  });

  test('a database that restarts in the middle is waited for', async () => {
    const at = '/root/restarted';
    work();
    const shown = provision(words(at));
    await begun(at);
    await cluster().restart();
    await go(at);
    const { exitCode, stderr } = await shown;
    expect([exitCode, stderr]).toEqual([0, expect.not.stringMatching(/^ +at /m)]);
    expect(await counts(at)).toBe(ONCE);
  });

  test('two runs at once: the same is refused, another one on the same hosts is locked out or waits', async () => {
    const at = '/root/twice';
    work(['--jobs', '2']);
    const run = await detach(at);
    await begun(at);
    const same = await provision(words(at));
    expect([same.exitCode, same.stderr]).toEqual([3, expect.stringContaining(`provision attach ${run}`)]);
    const locked = await provision(words(at, '-p', 'other'));
    expect([locked.exitCode, locked.stdout]).toEqual([
      5,
      expect.stringMatching(new RegExp(`^${host().name} +locked`, 'm')),
    ]);
    const waiting = provision(words(at, '-p', 'other', '--lock-timeout', '120'));
    await go(at);
    expect([(await waiting).exitCode, (await attach(run)).exitCode]).toEqual([0, 0]);
    expect(await counts(at)).toBe(ONCE);
  });

  test('a task that prints 50 MB, and a NUL', async () => {
    project().write(
      'playbooks/loud.yml',
      `- name: loud
  hosts: all
  tasks:
    - { name: loud, shell: 'head -c 50000000 /dev/zero | tr "\\\\000" x; printf "a\\\\000b" >&2', register: loud, changed_when: false }
- name: later
  hosts: all
  tasks:
    - { name: length, debug: { msg: 'length {{ loud.stdout | length }}' } }
`,
    );
    work();
    // of which 10 MB are kept
    const { exitCode, stdout } = await provision(words('/root/loud', '-p', 'loud'));
    expect([exitCode, stdout.slice(-3000)]).toEqual([0, expect.stringMatching(/length 10\d{6}$/m)]);
  });

  test.each([
    ['once', 1],
    ['twice', 2],
  ])('Ctrl-C %s at the command that has started it stops it, and attach tells so', async (name, times) => {
    const at = `/root/interrupted-${name}`;
    work();
    let interrupt = (): void => undefined;
    const shown = provision(words(at), (kill) => (interrupt = () => kill('SIGINT')));
    await begun(at);
    const id = (await cluster().database.sql(`select id from provision.runs where state = 'running'`)).trim();
    const isStopping = async () =>
      (await cluster().database.sql(`select state from provision.runs where id = '${id}'`)).trim() === 'stopping';
    interrupt();
    await until('the run is stopping', isStopping);
    if (times === 2) interrupt();
    if (times === 1) await go(at);
    const { exitCode, stderr } = await shown;
    expect([exitCode, stderr]).toEqual([130, expect.stringContaining('stopping after the running tasks')]);
    const attached = await attach(id);
    expect([attached.exitCode, attached.stdout]).toEqual([130, expect.stringContaining(`cluster resume ${id}`)]);
    await go(at);
    expect((await provision(['cluster', 'resume', id])).stdout).toContain('goes on');
    expect((await attach(id)).exitCode).toBe(0);
    expect(await counts(at)).toBe(ONCE);
  });

  test('a command that is killed leaves its run to the workers', async () => {
    const at = '/root/orphaned';
    work();
    let kill = (): void => undefined;
    const shown = provision(words(at), (end) => (kill = () => end('SIGKILL')));
    await begun(at);
    kill();
    expect((await shown).exitCode).toBe(-1);
    await go(at);
    expect((await attach('last')).exitCode).toBe(0);
    expect(await counts(at)).toBe(ONCE);
  });

  test('a worker of another version takes nothing, and the run ends when no other comes', async () => {
    const at = '/root/version';
    const stranger = work([], { main: otherVersion() });
    await says(stranger, 'waiting for jobs');
    const { exitCode, stdout, stderr } = await provision(words(at, '--worker-timeout', '8'));
    expect([exitCode, stdout]).toEqual([4, expect.stringMatching(new RegExp(`^${host().name} +unreachable`, 'm'))]);
    expect(stderr).toContain('no worker of this version has the label default');
    expect(stdout + stderr).toContain('no worker of this version has had the label default for 8 s');
    // nobody looks on: the other worker sees to it
    const run = await detach(at, '--worker-timeout', '8');
    const stateOf = (): Promise<string> =>
      cluster().database.sql(`select state from provision.runs where id = '${run}'`);
    await until('the run has ended', async () => (await stateOf()) === 'ended\n', { timeoutMs: 60_000 });
    expect((await attach(run)).exitCode).toBe(4);
    expect(stranger.output()).not.toContain('begins');
  });
});

interface Wire {
  readonly port: number;
  /** Nothing goes through any more, and nobody is told. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** A way to the database's socket over TCP. */
async function openWire(directory: string): Promise<Wire> {
  const ends: Socket[] = [];
  let isCut = false;
  const server = createServer((near) => {
    const far = createConnection(join(directory, '.s.PGSQL.5432'));
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => (isCut ? undefined : to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => (isCut ? undefined : to.destroy()));
    }
    ends.push(near, far);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => (isCut = true),
    mend: () => (isCut = false),
    close: () => {
      server.close();
      for (const end of ends) end.destroy();
    },
  };
}

/** The main file of a build that calls itself another one. */
function otherVersion(): string {
  const directory = mkdtempSync(join(tmpdir(), 'provision-version-'));
  cpSync(join(checkout, 'dist'), join(directory, 'dist'), { recursive: true });
  cpSync(join(checkout, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(checkout, 'node_modules'), join(directory, 'node_modules'));
  const bundles = join(directory, 'dist/cli');
  const name = readdirSync(bundles).find((file) => /^program-\w+\.cjs$/.test(file)) ?? '';
  renameSync(join(bundles, name), join(bundles, 'program-00000000.cjs'));
  for (const file of readdirSync(bundles).filter((one) => /\.(js|cjs)$/.test(one))) {
    const text = readFileSync(join(bundles, file), 'utf8');
    if (text.includes(name)) writeFileSync(join(bundles, file), text.replaceAll(name, 'program-00000000.cjs'));
  }
  return join(bundles, 'main.js');
}
