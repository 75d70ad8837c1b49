import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { checkout } from './lab.ts';
import { runCommand, type CommandOptions, type CommandResult } from './run-command.ts';
import { endProcess, makeDatabase, tools, type TestDatabase } from './test-database.ts';

/** A worker as a process of its own. */
export interface TestWorker {
  readonly child: ChildProcess;
  /** What it has said so far. */
  output(): string;
  /** Ends it, and resolves when it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export interface WorkerStart {
  /** Another way to the database. */
  readonly url?: string;
  /** Another build's main file. */
  readonly main?: string;
}

/** A PostgreSQL of the suite's own, with what works by it. */
export interface TestCluster {
  readonly url: string;
  readonly database: TestDatabase;
  /** Ends the database as a crash does, and starts it again. */
  restart(): Promise<void>;
  /** A worker with a cache of its own. */
  startWorker(flags?: readonly string[], start?: WorkerStart): TestWorker;
  /** Runs the built command line in a directory, on the Node that the cluster needs. */
  provision(args: readonly string[], options: CommandOptions): Promise<CommandResult>;
}

const NODE = join(tools, 'node');
const MAIN = join(checkout, 'dist/cli/main.js');

/** A database, and workers, for the tests of the surrounding `describe`. */
export function useCluster(): () => TestCluster {
  let database: TestDatabase | undefined;
  const workers: TestWorker[] = [];
  beforeAll(async () => {
    database = makeDatabase();
    await database.start();
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
    await database?.remove();
  });
  return () => {
    if (!database) throw new Error('useCluster: the database is there only inside tests and hooks');
    return clusterOf(database, workers);
  };
}

function clusterOf(database: TestDatabase, workers: TestWorker[]): TestCluster {
  return {
    url: database.url(),
    database,
    restart: async () => {
      await database.stop();
      await database.start();
    },
    startWorker: (flags = [], { url = database.url(), main = MAIN } = {}) => {
      const cache = join(database.directory, `cache-${workers.length}`);
      const worker = watch(spawn(NODE, [main, 'worker', '--cluster', url, '--cache', cache, ...flags]));
      workers.push(worker);
      return worker;
    },
    provision: (args, options) =>
      runCommand(NODE, [MAIN, ...args], { ...options, env: { PROVISION_CLUSTER: database.url(), ...options.env } }),
  };
}

function watch(child: ChildProcess): TestWorker {
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString('utf8')));
  child.stdout?.resume();
  return { child, output: () => said, end: (signal = 'SIGTERM') => endProcess(child, signal) };
}

/** The processes that a worker has started. */
export const childrenOf = ({ child }: TestWorker): number[] =>
  readFileSync(`/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
