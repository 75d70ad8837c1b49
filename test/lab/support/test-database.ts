import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { until } from '../../support/until.ts';
import { runOrThrow } from './run-command.ts';

/** A PostgreSQL of a suite's own, in a directory that only it has. */
export interface TestDatabase {
  readonly directory: string;
  /** As the superuser, or as another role, of a database. */
  url(role?: string, database?: string): string;
  start(): Promise<void>;
  /** SIGQUIT ends it as a crash does. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Of the server's first process. */
  pid(): number | undefined;
  /** Runs statements as the superuser; resolves to what they give, a line for each row. */
  sql(text: string, database?: string): Promise<string>;
  /** Makes a directory that the server may write to. */
  directoryFor(name: string): string;
  remove(): Promise<void>;
}

/** What `vagrant/lxc/cluster-tools` has made. */
export const tools = join(
  process.env['LAB_DIR'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'provision-lab'),
  'tools',
);
const NOBODY = 65534;

/** Makes a database, which has not started yet. */
export function makeDatabase(): TestDatabase {
  const directory = mkdtempSync(join(tmpdir(), 'provision-cluster-'));
  chownSync(directory, NOBODY, NOBODY);
  const programs = findPrograms(directory);
  const words = ['-D', join(directory, 'data'), '-U', 'provision', '--auth=trust', '--locale=C', '-E', 'UTF8', '-N'];
  const { status, stderr } = spawnSync('setpriv', asNobody(join(programs, 'initdb'), words), {
    encoding: 'utf8',
    env: environment(directory),
  });
  if (status !== 0) throw new Error(`initdb: ${stderr}`);
  let server: ChildProcess | undefined;
  const url = (role = 'provision', database = 'postgres'): string =>
    `postgres://${role}@localhost/${database}?host=${encodeURIComponent(directory)}`;
  const stop = async (signal: NodeJS.Signals = 'SIGQUIT'): Promise<void> => {
    if (server) await endProcess(server, signal);
    server = undefined;
  };
  return {
    directory,
    url,
    start: async () => {
      server = await startServer(directory, join(programs, 'postgres'));
    },
    stop,
    pid: () => server?.pid,
    sql: (text, database = 'postgres') =>
      runOrThrow(join(programs, 'psql'), ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', text, url('provision', database)], {
        env: { LD_LIBRARY_PATH: libraries(directory) },
      }),
    directoryFor: (name) => {
      const path = mkdtempSync(join(directory, `${name}-`));
      chownSync(path, NOBODY, NOBODY);
      return path;
    },
    remove: async () => {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
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

const libraries = (directory: string): string =>
  ['x86_64', 'aarch64'].map((machine) => join(directory, `postgresql/usr/lib/${machine}-linux-gnu`)).join(':');

/** With the libraries that a copy brings. */
const environment = (directory: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LC_ALL: 'C',
  LD_LIBRARY_PATH: libraries(directory),
});

async function startServer(directory: string, program: string): Promise<ChildProcess> {
  const settings = ['listen_addresses=', 'fsync=off', 'logging_collector=off'].flatMap((setting) => ['-c', setting]);
  const words = ['-D', join(directory, 'data'), '-k', directory, ...settings];
  const server = spawn('setpriv', asNobody(program, words), {
    env: environment(directory),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (text: Buffer) => (log = (log + text.toString('utf8')).slice(-100_000)));
  const isReady = (): boolean => {
    if (server.exitCode !== null) throw new Error(`PostgreSQL has ended: ${log}`);
    return log.includes('ready to accept connections') && existsSync(join(directory, '.s.PGSQL.5432'));
  };
  await until('PostgreSQL is ready', isReady, { timeoutMs: 300_000 });
  return server;
}

/** Resolves when a process is gone. */
export function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill(signal);
  return ended;
}
