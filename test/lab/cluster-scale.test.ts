import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { describeLab } from './support/describe-lab.ts';
import { checkout } from './support/lab.ts';
import { runOrThrow } from './support/run-command.ts';
import { endProcess } from './support/test-database.ts';
import type { TestWorker } from './support/use-cluster.ts';
import { useCluster } from './support/use-cluster.ts';

const HOSTS = (process.env['PROVISION_SCALE_HOSTS'] ?? '300,3000').split(',').map(Number);
const SHARDS = (process.env['PROVISION_SCALE_SHARDS'] ?? '100').split(',').map(Number);
const WORKERS = Number(process.env['PROVISION_SCALE_WORKERS'] ?? 2);
const RUNS = HOSTS.flatMap((hosts) => SHARDS.map((shard) => ({ hosts, shard })));

jest.setTimeout(3 * 3600_000);

describeLab(`${WORKERS} workers and simulated hosts`, () => {
  const cluster = useCluster();
  const scratch = mkdtempSync(join(tmpdir(), 'provision-scale-'));
  const workers: TestWorker[] = [];
  let simulation: ChildProcess | undefined;

  beforeAll(async () => {
    await runOrThrow('npx', ['tsc', '-p', 'bench/tsconfig.json'], { cwd: checkout });
    simulation = await simulate(scratch, HOSTS);
    for (let count = 0; count < WORKERS; count++) workers.push(cluster().startWorker());
    const areReady = (): boolean => workers.every((worker) => worker.output().includes('waiting for jobs'));
    await until('all workers wait for jobs', areReady, { timeoutMs: 300_000 });
  });
  afterAll(async () => {
    if (simulation) await endProcess(simulation, 'SIGTERM');
    rmSync(scratch, { recursive: true, force: true });
  });

  test.each(RUNS)('check each of $hosts hosts once, in jobs of $shard', async ({ hosts, shard }) => {
    const { database } = cluster();
    const sql = async (text: string): Promise<string> => (await database.sql(text)).trim();
    const count = async (text: string): Promise<number> => Number(await sql(text));
    const committed = (): Promise<number> =>
      count(`select xact_commit from pg_stat_database where datname = 'postgres'`);
    const processors = (): Cpu => ({
      workers: sum(workers.map(({ child }) => cpuSeconds(child.pid, { isWithLive: false }))),
      database: cpuSeconds(database.pid(), { isWithLive: true }),
    });
    const [before, commitsBefore, start] = [processors(), await committed(), performance.now()];
    const words = ['apply', '-i', `scale-${hosts}`, '-p', 'scale', '--cluster', cluster().url, '--output', 'plain'];
    const { exitCode, stdout, stderr } = await cluster().provision([...words, '--shard-size', String(shard)], {
      cwd: join(scratch, 'project'),
      timeoutMs: 2 * 3600_000,
    });
    const seconds = (performance.now() - start) / 1000;
    expect(stderr + stdout.slice(-2000)).toContain('No changes. ');
    expect(exitCode).toBe(0);
    expect(stdout.match(/^host\d+ +ok /gm)?.length).toBe(hosts);
    const after = processors();
    const run = `run = (select id from provision.runs order by started_at desc limit 1)`;
    const jobs = await count(`select count(*) from provision.jobs where ${run}`);
    expect(jobs).toBeGreaterThanOrEqual(Math.ceil(hosts / shard));
    expect(await count(`select count(*) from provision.jobs where ${run} and attempt > 1`)).toBe(0);
    keep({
      hosts,
      shard,
      workers: WORKERS,
      jobs,
      seconds,
      eventRows: await count(`select count(*) from provision.events where ${run}`),
      eventBytes: await count(`select coalesce(sum(length(lines)), 0) from provision.events where ${run}`),
      commits: (await committed()) - commitsBefore,
      workerSeconds: after.workers - before.workers,
      databaseSeconds: after.database - before.database,
    });
  });
});

interface Cpu {
  readonly workers: number;
  readonly database: number;
}

/** Appends a line to the file from which scripts/cluster-scale-table.mjs makes the table of docs/scale.md. */
function keep(row: Readonly<Record<string, number>>): void {
  const file = process.env['PROVISION_SCALE_ROWS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Starts hosts that answer as a recorded one; resolves when they do. Its project has the inventories `scale-N`. */
async function simulate(scratch: string, sizes: readonly number[]): Promise<ChildProcess> {
  const words = [join(checkout, 'bench/build/simulated/keep-hosts.js'), scratch, sizes.join(',')];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString('utf8')));
  const isReady = (): boolean => {
    if (child.exitCode !== null) throw new Error(`the simulated hosts ended: ${said}`);
    return said.includes('ready');
  };
  await until('the simulated hosts answer', isReady, { timeoutMs: 600_000 });
  return child;
}

/** The processor time of a process and its ended children, with the children that are still there on demand. */
function cpuSeconds(pid: number | undefined, { isWithLive }: { readonly isWithLive: boolean }): number {
  const own = fieldsOf(pid ?? 0);
  const live = isWithLive
    ? readFileSync(`/proc/${pid ?? 0}/task/${pid ?? 0}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number)
    : [];
  return (sum(own.slice(11, 15)) + sum(live.map((child) => sum(fieldsOf(child).slice(11, 13))))) / TICKS;
}

/** The fields of /proc/PID/stat from the third on; of a process that has just ended, none. */
function fieldsOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Per second, on all Linux that Node runs on. */
const TICKS = 100;
