import { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { Visit } from '../../engine/host/visit-hosts.ts';
import { scanHosts } from '../../engine/host/visit-hosts.ts';
import { selectHosts } from '../../inventory/pattern/pattern.ts';
import type { HostKeyScan, ScannedKey } from '../../transport/ssh/host-key-scan.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_FAILED, EXIT_UNREACHABLE } from '../exit-codes.ts';
import type { ConnectFlags } from '../options/connect-flags.ts';
import { newRunId, readConnectOptions, thisRunner } from '../options/connect-options.ts';
import type { InventoryOptions } from '../options/inventory-options.ts';
import { loadInventoryOptions } from '../options/load-inventory-options.ts';
import { askLine, NoTerminal } from '../run/ask-line.ts';
import { guard } from '../start/guard.ts';
import { listen } from '../start/listen.ts';
import { renderPins, renderScans } from './render-scans.ts';

export interface ScanFlags extends InventoryOptions, ConnectFlags {
  readonly yes?: boolean;
  readonly pin?: boolean;
}

type Scans = ReadonlyMap<string, HostKeyScan>;

/** Shows the keys of a pattern's hosts beside those that are known; records new ones when that is wanted, and nothing else. */
export async function scanPattern(pattern: string, flags: ScanFlags, io: CommandIo): Promise<void> {
  const mask = new SecretMask();
  const masked = (text: string): string => mask.mask(text);
  await guard(
    io,
    async (diagnostics) => {
      const inventory = await loadInventoryOptions(flags, io, { diagnostics, onSecret: (text) => mask.add(text) });
      diagnostics.throwIfErrors();
      const names = selectHosts(inventory, pattern, { diagnostics }).map(({ name }) => name);
      diagnostics.throwIfErrors();
      const { stop, onSession, begin, close } = listen(io);
      begin();
      try {
        const connect = await readConnectOptions(flags, io, mask);
        const { forks } = flags;
        const rest = { extraVars: new Map(), runId: newRunId(), holder: thisRunner(), forks };
        const visits = await scanHosts(names, { ...rest, inventory, connect, stop, onSession });
        await report(visits, flags, io);
      } finally {
        close();
      }
    },
    masked,
  );
}

async function report(
  visits: ReadonlyMap<string, Visit<HostKeyScan | undefined>>,
  flags: ScanFlags,
  io: CommandIo,
): Promise<void> {
  const scans: Scans = new Map(
    [...visits].flatMap(([host, visit]) => ('value' in visit && visit.value ? [[host, visit.value] as const] : [])),
  );
  io.stdout.write(flags.pin ? renderPins(scans) : renderScans(scans));
  for (const visit of visits.values()) if ('problem' in visit) io.stderr.write(`${visit.problem.message}\n`);
  if (!flags.pin) await recordNew(scans, flags, io);
  if ([...visits.values()].some((visit) => 'problem' in visit)) io.setExitCode(EXIT_UNREACHABLE);
  if ([...scans.values()].some(({ keys }) => keys.some(isWrong))) io.setExitCode(EXIT_FAILED);
}

/** A key that no run would accept. */
const isWrong = ({ judgement: { verdict } }: ScannedKey): boolean => verdict !== 'trusted' && verdict !== 'new';

async function recordNew(scans: Scans, flags: ScanFlags, io: CommandIo): Promise<void> {
  const news = [...scans.values()].flatMap((scan) =>
    scan.keys.filter(({ judgement }) => judgement.verdict === 'new').map((key) => ({ scan, key })),
  );
  if (news.length === 0 || !(flags.yes || (await isWanted(news.length, io)))) return;
  for (const { scan, key } of news) await scan.record(key);
  io.stdout.write(`Recorded ${countKeys(news.length)}.\n`);
}

async function isWanted(count: number, io: CommandIo): Promise<boolean> {
  try {
    const answer = await askLine(`Record ${countKeys(count)} in known_hosts? [y/N] `, { echo: true });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (!(error instanceof NoTerminal)) throw error;
    io.stderr.write('Nothing was recorded: compare the fingerprints with the hosts, then scan again with --yes.\n');
    return false;
  }
}

const countKeys = (count: number): string => (count === 1 ? '1 new key' : `${String(count)} new keys`);
