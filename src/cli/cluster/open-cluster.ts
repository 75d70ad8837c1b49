import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { Cluster, openCluster, openLocalCluster } from '../../cluster/cluster.ts';
import type { CommandIo } from '../command-io.ts';
import { clusterDiagnostic } from './cluster-diagnostic.ts';

export interface ClusterNeeds {
  readonly url: string;
  readonly io: Pick<CommandIo, 'stderr'>;
  readonly supervises?: boolean;
}

/**
 * Calls `use` with the cluster of a database, and disconnects at the end. Errors that the user can fix are thrown as `InvalidInput`. The
 * code of the cluster is loaded only here.
 */
export async function withCluster<T>(
  { url, io, supervises = false }: ClusterNeeds,
  use: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  try {
    const cluster = await (await loadCluster()).openCluster({ url, warn: tellOnce(io), supervises });
    try {
      return await use(cluster);
    } finally {
      await cluster.close();
    }
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
