import { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { VisitOptions } from '../../engine/host/visit-hosts.ts';
import { selectHosts } from '../../inventory/pattern/pattern.ts';
import type { CommandIo } from '../command-io.ts';
import type { ConnectFlags } from '../options/connect-flags.ts';
import { newRunId, readConnectOptions, thisRunner } from '../options/connect-options.ts';
import type { InventoryOptions } from '../options/inventory-options.ts';
import { loadInventoryOptions } from '../options/load-inventory-options.ts';
import { inventoryNames } from '../project/inventory-names.ts';
import { guard } from '../start/guard.ts';
import { listen } from '../start/listen.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** The context of a command that visits the hosts of a pattern. */
export interface PatternHosts {
  readonly names: readonly string[];
  readonly options: Omit<VisitOptions, 'isChange' | 'becomes'>;
  /** Masks free text before it is printed. */
  readonly masked: (text: string) => string;
}

/** Loads the inventory that the flags select, and selects the hosts of a pattern, for a command that visits them and that signals can stop. */
export async function withPattern(
  pattern: string,
  { flags, io }: { readonly flags: InventoryOptions & ConnectFlags; readonly io: CommandIo },
  work: (hosts: PatternHosts) => Promise<void>,
): Promise<void> {
  const mask = new SecretMask();
  const masked = (text: string): string => mask.mask(text);
  await guard(
    io,
    async (diagnostics) => {
      const inventory = await loadInventoryOptions(flags, io, { diagnostics, onSecret: (text) => mask.add(text) });
      diagnostics.throwIfErrors();
      mask.spare(inventoryNames(inventory));
      const names = selectHosts(inventory, pattern, { diagnostics, range: placeOf(pattern) }).map(({ name }) => name);
      diagnostics.throwIfErrors();
      const connect = await readConnectOptions(flags, io, mask);
      const { stop, onSession, begin, close } = listen(io);
      begin();
      const run = { extraVars: new Map(), runId: newRunId(), holder: thisRunner(), forks: flags.forks };
      try {
        await work({ names, options: { ...run, inventory, connect, stop, onSession }, masked });
      } finally {
        close();
      }
    },
    masked,
  );
}
