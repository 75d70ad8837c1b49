import { once } from 'node:events';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { hostVariables } from '../../inventory/host-variables.ts';
import type { Inventory } from '../../inventory/types.ts';
import { renderGroupTree } from '../../inventory/render/render-group-tree.ts';
import { renderInventoryJson, renderVariablesJson } from '../../inventory/render/render-inventory-json.ts';
import { selectHosts } from '../../inventory/pattern/pattern.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import type { InventoryOptions } from '../options/inventory-options.ts';
import { loadInventoryOptions } from '../options/load-inventory-options.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

const CHUNK_LENGTH = 1 << 16;

export interface ShowInventoryOptions extends InventoryOptions {
  readonly list?: boolean;
  readonly graph?: boolean;
  readonly hosts?: string;
  readonly host?: string;
}

/** Prints the requested parts of the inventory; an inventory with errors is refused. */
export async function showInventory(options: ShowInventoryOptions, io: CommandIo): Promise<void> {
  await guard(io, (diagnostics) => show(options, io, diagnostics));
}

async function show(options: ShowInventoryOptions, io: CommandIo, diagnostics: DiagnosticList): Promise<void> {
  const asked = [options.list, options.graph, options.hosts, options.host].filter((each) => each !== undefined);
  if (asked.length !== 1) {
    diagnostics.error({
      code: 'usage',
      summary: 'Give one of --list, --graph, --hosts PATTERN and --host NAME',
      suggestion: 'Write, for example, `provision inventory --graph`.',
      range: placeOf('provision inventory'),
    });
    diagnostics.throwIfErrors();
  }
  const inventory = await loadInventoryOptions(options, io, { diagnostics, keepInlineVaults: true });
  diagnostics.throwIfErrors();
  const lines = render(options, inventory, diagnostics);
  diagnostics.throwIfErrors();
  await writeAll(lines, io);
}

function render(options: ShowInventoryOptions, inventory: Inventory, diagnostics: DiagnosticList): Iterable<string> {
  if (options.list) return renderInventoryJson(inventory);
  if (options.graph) return renderGroupTree(inventory);
  if (options.hosts !== undefined) {
    return selectHosts(inventory, options.hosts, { diagnostics, range: placeOf(`--hosts ${options.hosts}`) }).map(
      ({ name }) => `${name}\n`,
    );
  }
  const [host, ...others] = selectHosts(inventory, options.host ?? '', {
    diagnostics,
    range: placeOf(`--host ${options.host ?? ''}`),
  });
  if (others.length > 0) {
    diagnostics.error({
      code: 'usage',
      summary: '--host takes one host; --list shows the variables of all',
      suggestion: `Write \`--host ${host?.name ?? ''}\`, or \`--list\`.`,
      range: placeOf(`--host ${options.host ?? ''}`),
    });
  }
  return host ? [`${renderVariablesJson(hostVariables(inventory, host))}\n`] : [];
}

/** Writes at the reader's speed, so that the text of a large inventory is never completely in memory. */
async function writeAll(parts: Iterable<string>, { stdout }: CommandIo): Promise<void> {
  let chunk = '';
  for (const part of parts) {
    chunk += part;
    if (chunk.length < CHUNK_LENGTH) continue;
    if (!stdout.write(chunk)) await once(stdout, 'drain');
    chunk = '';
  }
  stdout.write(chunk);
}
