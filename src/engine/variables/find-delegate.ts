import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { LOCALHOST_NAMES } from '../../inventory/implicit-localhost.ts';
import type { Inventory } from '../../inventory/types.ts';
import { ModuleFailure } from '../../module-api/module.ts';

/**
 * The inventory's name of the host that a task is delegated to, which may be named by its address; a name that the
 * inventory lacks stays as it is where it can be resolved. Rejects with `ModuleFailure` where there is no such host.
 */
export async function findDelegate(
  name: string,
  { hosts }: Pick<Inventory, 'hosts'>,
  addressOf: (host: string) => unknown,
): Promise<string> {
  if (hosts.has(name) || LOCALHOST_NAMES.includes(name)) return name;
  const named = [...hosts.keys()].find((host) => addressOf(host) === name);
  if (named !== undefined) return named;
  if (isIP(name) !== 0) return name;
  try {
    await lookup(name);
    return name;
  } catch {
    const hint = didYouMean(name, hosts.keys());
    throw new ModuleFailure(
      `delegate_to: there is no host ${name} in the inventory, and the name can't be resolved`,
      hint,
    );
  }
}
