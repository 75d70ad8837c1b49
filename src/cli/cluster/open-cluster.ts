import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { Cluster, openCluster, openLocalCluster, waitForCluster } from '../../cluster/cluster.ts';
import type { CommandIo } from '../command-io.ts';
import { clusterDiagnostic } from './cluster-diagnostic.ts';

export interface ClusterNeeds {
  readonly url: string;
  readonly io: Pick<CommandIo, 'stderr'>;
}

/**
 * Calls `use` with the cluster of a database, and disconnects at the end. Errors that the user can fix are thrown as `InvalidInput`. The
 * code of the cluster is loaded only here.
 */
export const withCluster = <T>({ url, io }: ClusterNeeds, use: (cluster: Cluster) => Promise<T>): Promise<T> =>
  translated(async () => {
    const { openCluster } = await loadCluster();
    return closed(await openCluster({ url, warn: tellOnce(io), supervises: false }), use);
  });

/** The same for a program that runs jobs: it waits for an unavailable database, until it is told to stop. */
export const whenClusterIsThere = (
  { url, io }: ClusterNeeds,
  patience: Parameters<typeof waitForCluster>[1],
  use: (cluster: Cluster) => Promise<void>,
): Promise<void> =>
  translated(async () => {
    const { waitForCluster } = await loadCluster();
    const cluster = await waitForCluster({ url, warn: tellOnce(io), supervises: true }, patience);
    if (cluster) await closed(cluster, use);
  });

async function closed<T>(cluster: Cluster, use: (cluster: Cluster) => Promise<T>): Promise<T> {
  try {
    return await use(cluster);
  } finally {
    await cluster.close();
  }
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const diagnostic = clusterDiagnostic(error);
    throw diagnostic ? new InvalidInput([diagnostic]) : error;
  }
}

/** A run that processes of this machine share. Nothing of the database is loaded. */
export const openLocal = async (
  ...given: Parameters<typeof openLocalCluster>
): Promise<ReturnType<typeof openLocalCluster>> => (await loadCluster()).openLocalCluster(...given);

const loadCluster = (): Promise<Loaded> => import('../../cluster/cluster.ts');

interface Loaded {
  readonly openCluster: typeof openCluster;
  readonly openLocalCluster: typeof openLocalCluster;
  readonly waitForCluster: typeof waitForCluster;
}

/** A connection that breaks off does so for many queries at once. */
function tellOnce({ stderr }: Pick<CommandIo, 'stderr'>): (message: string) => void {
  const told = new Map<string, number>();
  return (message) => {
    const now = performance.now();
    if (now - (told.get(message) ?? -Infinity) > 30_000) stderr.write(`warning: the cluster's database: ${message}\n`);
    told.set(message, now);
  };
}
