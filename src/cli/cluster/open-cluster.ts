import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { Cluster, openCluster } from '../../cluster/cluster.ts';
import type { CommandIo } from '../command-io.ts';
import { clusterDiagnostic } from './cluster-diagnostic.ts';

export interface ClusterNeeds {
  readonly url: string;
  readonly io: Pick<CommandIo, 'stderr'>;
  readonly supervises?: boolean;
}

/**
 * Calls `use` with the cluster of a database, and leaves that in the end. What a user can do something about is thrown as `InvalidInput`. Nothing of
 * the cluster is loaded before.
 */
export async function withCluster<T>(
  { url, io, supervises = false }: ClusterNeeds,
  use: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  try {
    const module = (await import('../../cluster/cluster.ts')) as { readonly openCluster: typeof openCluster };
    const cluster = await module.openCluster({ url, warn: tellOnce(io), supervises });
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

/** A connection that breaks off does so for many queries at once. */
function tellOnce({ stderr }: Pick<CommandIo, 'stderr'>): (message: string) => void {
  const told = new Map<string, number>();
  return (message) => {
    const now = performance.now();
    if (now - (told.get(message) ?? -Infinity) > 30_000) stderr.write(`warning: the cluster's database: ${message}\n`);
    told.set(message, now);
  };
}
