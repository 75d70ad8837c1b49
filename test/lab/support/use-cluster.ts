import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { until } from '../../support/until.ts';
import { checkout } from './lab.ts';
import { runCommand, type CommandOptions, type CommandResult } from './run-command.ts';

/** A worker as a process of its own. */
export interface TestWorker {
  readonly child: ChildProcess;
  /** What it has said so far. */
  output(): string;
  /** Ends it, and resolves when it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** A PostgreSQL of the suite's own, with what works by it. */
export interface TestCluster {
  readonly url: string;
  /** Ends the database as a crash does, and starts it again. */
  restart(): Promise<void>;
  /** A worker with a cache of its own. */
  startWorker(...flags: string[]): TestWorker;
  /** Runs the built command line in a directory, on the Node that the cluster needs. */
  provision(args: readonly string[], options: CommandOptions): Promise<CommandResult>;
}

const tools = join(
  process.env['LAB_DIR'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'provision-lab'),
  'tools',
);
const NODE = join(tools, 'node');
const MAIN = join(checkout, 'dist/cli/main.js');
const NOBODY = 65534;

/** A database, and workers, for the tests of the surrounding `describe`. */
export function useCluster(): () => TestCluster {
  let directory = '';
  let programs = '';
  let server: ChildProcess | undefined;
  const workers: TestWorker[] = [];
  const start = async (): Promise<void> => {
    server = await startServer(directory, join(programs, 'postgres'));
  };
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'provision-cluster-'));
    chownSync(directory, NOBODY, NOBODY);
    const words = ['-D', join(directory, 'data'), '-U', 'provision', '--auth=trust', '--locale=C', '-E', 'UTF8', '-N'];
    programs = findPrograms(directory);
    const { status, stderr } = spawnSync('setpriv', asNobody(join(programs, 'initdb'), words), {
      encoding: 'utf8',
      env: environment(directory),
    });
    if (status !== 0) throw new Error(`initdb: ${stderr}`);
    await start();
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
    if (server) await endProcess(server, 'SIGQUIT');
    rmSync(directory, { recursive: true, force: true });
  });
  return () => {
    const url = `postgres://provision@localhost/postgres?host=${encodeURIComponent(directory)}`;
    return {
      url,
      restart: async () => {
        if (server) await endProcess(server, 'SIGQUIT');
        await start();
      },
      startWorker: (...flags) => {
        const cache = join(directory, `cache-${workers.length}`);
        const worker = watch(spawn(NODE, [MAIN, 'worker', '--cluster', url, '--cache', cache, ...flags]));
        workers.push(worker);
        return worker;
      },
      provision: (args, options) => runCommand(NODE, [MAIN, ...args], { ...options, env: { PROVISION_CLUSTER: url } }),
    };
  };
}

/** The directory of PostgreSQL's programs. Those that were only unpacked are where only root gets: the suite has a copy. */
function findPrograms(directory: string): string {
  const programs = realpathSync(join(tools, 'postgresql-programs'));
  const unpacked = realpathSync(tools);
  if (!programs.startsWith(unpacked)) return programs;
  const copied = join(directory, 'postgresql');
  cpSync(join(unpacked, 'postgresql'), copied, { recursive: true, verbatimSymlinks: true });
  return join(copied, relative(join(unpacked, 'postgresql'), programs));
}

/** PostgreSQL runs as anybody's but root's. */
const asNobody = (program: string, words: readonly string[]): string[] => [
  ...['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--pdeathsig', 'KILL'],
  program,
  ...words,
];

/** With the libraries that a copy brings. */
function environment(directory: string): NodeJS.ProcessEnv {
  const libraries = ['x86_64', 'aarch64'].map((machine) => join(directory, `postgresql/usr/lib/${machine}-linux-gnu`));
  return { ...process.env, LC_ALL: 'C', LD_LIBRARY_PATH: libraries.join(':') };
}

async function startServer(directory: string, program: string): Promise<ChildProcess> {
  const settings = ['listen_addresses=', 'fsync=off', 'logging_collector=off'].flatMap((setting) => ['-c', setting]);
  const words = ['-D', join(directory, 'data'), '-k', directory, ...settings];
  const server = spawn('setpriv', asNobody(program, words), {
    env: environment(directory),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (text: Buffer) => (log += text.toString('utf8')));
  const isReady = (): boolean => {
    if (server.exitCode !== null) throw new Error(`PostgreSQL has ended: ${log}`);
    return log.includes('ready to accept connections');
  };
  await until('PostgreSQL is ready', isReady, { timeoutMs: 300_000 });
  return server;
}

function watch(child: ChildProcess): TestWorker {
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString('utf8')));
  child.stdout?.resume();
  return { child, output: () => said, end: (signal = 'SIGTERM') => endProcess(child, signal) };
}

function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill(signal);
  return ended;
}

/** The processes that a worker has started. */
export const childrenOf = ({ child }: TestWorker): number[] =>
  readFileSync(`/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
