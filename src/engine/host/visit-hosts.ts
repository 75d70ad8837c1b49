import pLimit from 'p-limit';
import { resolve } from 'node:path';
import type { HostPoolOptions } from './host-pool.ts';
import { HostPool } from './host-pool.ts';
import type { Inventory } from '../../inventory/types.ts';
import { ExtendedInventory } from '../variables/extend-inventory.ts';
import type { EventSink } from '../events.ts';
import type { HostState } from './host-state.ts';
import { HostUnusable, Interrupted } from '../errors.ts';
import { scanHost, toUnusable } from './connect-host.ts';
import type { HostKeyScan } from '../../transport/ssh/host-key-scan.ts';

export interface VisitOptions extends Omit<
  HostPoolOptions,
  'inventory' | 'mode' | 'playbookDirectory' | 'playHosts' | 'sink' | 'holder'
> {
  readonly inventory: Inventory;
  readonly holder: Omit<HostPoolOptions['holder'], 'runId' | 'since'>;
  /** Called when the run waits for a lock. */
  readonly sink?: EventSink | undefined;
  /** Whether the visit may change the host, which is then locked. */
  readonly isChange: boolean;
}

/** The result of a visit, or the reason why there was none. */
export type Visit<T> = { readonly value: T } | { readonly problem: HostUnusable | Interrupted };

/**
 * Connects to hosts, a limited number at a time, and runs one operation on each, without a playbook. An unusable host delays no
 * other host. The results have the order of the names. Rejects with `InvalidInput` if a host's connection variables are invalid.
 */
export async function visitHosts<T>(
  names: readonly string[],
  options: VisitOptions,
  visit: (host: HostState) => Promise<T>,
): Promise<ReadonlyMap<string, Visit<T>>> {
  return visitPool(names, options, async (pool, name) => visit(await pool.usable(name)));
}

/** Fetches the keys of hosts, without a login; undefined if a host's connection has no host keys. Rejects with `InvalidInput`. */
export const scanHosts = (
  names: readonly string[],
  options: Omit<VisitOptions, 'isChange' | 'becomes'>,
): Promise<ReadonlyMap<string, Visit<HostKeyScan | undefined>>> =>
  visitPool(names, { ...options, isChange: false, becomes: false }, (pool, name) =>
    scanHost(name, pool.get(name).variables, { ...options.connect, needsBecome: false }),
  );

async function visitPool<T>(
  names: readonly string[],
  options: VisitOptions,
  visit: (pool: HostPool, name: string) => Promise<T>,
): Promise<ReadonlyMap<string, Visit<T>>> {
  const { isChange, holder, inventory, ...rest } = options;
  const { stop } = options;
  const pool = new HostPool({
    ...rest,
    inventory: new ExtendedInventory(inventory),
    mode: isChange ? 'apply' : 'verify',
    playbookDirectory: () => resolve('playbooks'),
    playHosts: () => ({ all: names, left: names, batch: names }),
    holder: { ...holder, runId: options.runId, since: new Date().toISOString() },
    sink: options.sink ?? (() => undefined),
  });
  const limit = pLimit(options.forks);
  const visitOne = async (name: string): Promise<Visit<T>> => {
    if (stop.requested) return { problem: new Interrupted() };
    try {
      return { value: await visit(pool, name) };
    } catch (error) {
      if (error instanceof Interrupted) return { problem: error };
      const problem = toUnusable(error);
      if (!(problem instanceof HostUnusable)) throw problem;
      return { problem };
    } finally {
      pool.leave(name);
    }
  };
  try {
    const visits = await Promise.all(names.map((name) => limit(() => visitOne(name))));
    return new Map(names.map((name, i) => [name, visits[i] ?? { problem: new Interrupted() }]));
  } finally {
    await pool.close();
  }
}
