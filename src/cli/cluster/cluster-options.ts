import type { Command } from 'commander';
import { positive, wholeNumber } from '../options/connect-flags.ts';

/** The flags by which a run is shared: by the workers of a cluster, or by processes of this machine. */
export interface ClusterFlags {
  readonly cluster?: string;
  readonly detach?: boolean;
  readonly shardSize?: number;
  readonly workerTimeout?: number;
  /** How many processes of this machine share the run. */
  readonly processes?: number;
}

/** The flags of commands that only read from the database. */
export interface DatabaseFlags {
  readonly cluster: string;
}

/** Adds the flags of ClusterFlags to a command. */
export const addClusterOptions = (command: Command): Command =>
  command
    .option('--cluster <database>', 'have workers run it, by this PostgreSQL database: postgres://user@host/database')
    .option('--detach', 'with --cluster: print the id of the run, and leave it to the workers')
    .option(
      '--shard-size <n>',
      'with --cluster: how many hosts a worker takes at once (default: a twentieth of the hosts, 100 to 1000)',
      wholeNumber,
    )
    .option(
      '--worker-timeout <seconds>',
      'with --cluster: how long to wait for a worker with the label of a host, before the host counts as unreachable (default: 300; 0: without end)',
      wholeNumber,
    )
    .option('--processes <n>', 'share the hosts out to so many processes of this machine, for as many cores', positive);
