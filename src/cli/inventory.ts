import type { Command } from 'commander';
import { once } from 'node:events';
import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { InvalidInput } from '../diagnostic/diagnostic.ts';
import { renderDiagnostic } from '../diagnostic/render.ts';
import { hostVariables } from '../load/inventory/host-variables.ts';
import type { Inventory } from '../load/inventory/model.ts';
import { renderGroupTree } from '../load/inventory/render-group-tree.ts';
import { renderInventoryJson, renderVariablesJson } from '../load/inventory/render-inventory-json.ts';
import { selectHosts } from '../load/pattern.ts';
import { toVaultDiagnostic } from '../vault/to-vault-diagnostic.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { CommandIo } from './command-io.ts';
import { addInventoryOptions, loadInventoryOptions, type InventoryOptions } from './inventory-options.ts';

const EXIT_INVALID = 3;
const CHUNK_LENGTH = 1 << 16;

interface ShowOptions extends InventoryOptions {
  readonly list?: boolean;
  readonly graph?: boolean;
  readonly hosts?: string;
  readonly host?: string;
}

/** Adds `provision inventory` to a program. */
export function registerInventoryCommand(program: Command, io: CommandIo): void {
  addInventoryOptions(program.command('inventory').description('show the inventory as it is read'))
    .option('--list', 'everything, as JSON in the form of ansible-inventory --list')
    .option('--graph', 'the groups as a tree')
    .option('--hosts <pattern>', 'the names of the hosts that a pattern selects, one a line')
    .option('--host <name>', 'the variables of one host, as JSON')
    .action((options: ShowOptions) => guard(io, (diagnostics) => show(options, io, diagnostics)));
}

async function show(options: ShowOptions, io: CommandIo, diagnostics: DiagnosticList): Promise<void> {
  const asked = [options.list, options.graph, options.hosts, options.host].filter((each) => each !== undefined);
  if (asked.length !== 1) {
    diagnostics.error({ code: 'usage', summary: 'Give one of --list, --graph, --hosts PATTERN and --host NAME' });
    diagnostics.throwIfErrors();
  }
  const inventory = await loadInventoryOptions(options, io, { diagnostics, keepInlineVaults: true });
  diagnostics.throwIfErrors();
  const lines = render(options, inventory, diagnostics);
  diagnostics.throwIfErrors();
  await writeAll(lines, io);
}

function render(options: ShowOptions, inventory: Inventory, diagnostics: DiagnosticList): Iterable<string> {
  if (options.list) return renderInventoryJson(inventory);
  if (options.graph) return renderGroupTree(inventory);
  if (options.hosts !== undefined) {
    return selectHosts(inventory, options.hosts, { diagnostics }).map(({ name }) => `${name}\n`);
  }
  const [host, ...others] = selectHosts(inventory, options.host ?? '', { diagnostics });
  if (others.length > 0) {
    diagnostics.error({ code: 'usage', summary: '--host takes one host; --list shows the variables of all' });
  }
  return host ? [`${renderVariablesJson(hostVariables(inventory, host))}\n`] : [];
}

/** Writes as fast as it is read at the other end, so that a large inventory is never whole in memory as text. */
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

/** Shows every finding on stderr; errors, and passwords that can't be had, are invalid input. */
async function guard(io: CommandIo, run: (diagnostics: DiagnosticList) => Promise<void>): Promise<void> {
  const diagnostics = new DiagnosticList();
  try {
    await run(diagnostics);
  } catch (error) {
    if (error instanceof VaultError) diagnostics.add(toVaultDiagnostic(error));
    else if (!(error instanceof InvalidInput)) throw error;
    io.setExitCode(EXIT_INVALID);
  }
  for (const diagnostic of diagnostics.items) io.stderr.write(`${renderDiagnostic(diagnostic)}\n`);
}
