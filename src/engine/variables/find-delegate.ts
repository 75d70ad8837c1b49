import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { LOCALHOST_NAMES } from '../../inventory/implicit-localhost.ts';
import type { Inventory } from '../../inventory/types.ts';
import { ModuleFailure } from '../../module-api/module.ts';

export interface KnownNames {
  /** The address of a host in the inventory. */
  readonly addressOf: (host: string) => unknown;
  /** Whether ssh_config contains the name. */
  readonly isNamed: (name: string) => boolean;
}

/**
 * The inventory's name of the host that a task is delegated to, which may be given by its address. A name that the inventory lacks
 * is returned unchanged if ssh_config contains it or it can be resolved. Rejects with `ModuleFailure` if there is no such host.
 */
export async function findDelegate(
  name: string,
  { hosts }: Pick<Inventory, 'hosts'>,
  { addressOf, isNamed }: KnownNames,
): Promise<string> {
  if (hosts.has(name) || LOCALHOST_NAMES.includes(name)) return name;
  const named = [...hosts.keys()].find((host) => addressOf(host) === name);
  if (named !== undefined) return named;
  if (isIP(name) !== 0 || isNamed(name)) return name;
  try {
    await lookup(name);
    return name;
  } catch {
    const hint = didYouMean(name, [...hosts.keys(), 'localhost']);
    throw new ModuleFailure(
      `delegate_to: there is no host ${name} in the inventory or ssh_config, and the name cannot be resolved`,
      hint,
    );
  }
}
