import type { Visit } from '../../engine/host/visit-hosts.ts';
import { scanHosts } from '../../engine/host/visit-hosts.ts';
import type { HostKeyScan, ScannedKey } from '../../transport/ssh/host-key-scan.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_UNREACHABLE } from '../exit-codes.ts';
import type { ConnectFlags } from '../options/connect-flags.ts';
import type { InventoryOptions } from '../options/inventory-options.ts';
import { askLine, NoTerminal } from '../run/ask-line.ts';
import { renderPins, renderScans } from './render-scans.ts';
import { renderProblems } from './visit-pattern.ts';
import { withPattern } from './with-pattern.ts';

export interface ScanFlags extends InventoryOptions, ConnectFlags {
  readonly yes?: boolean;
  readonly pin?: boolean;
}

type Scans = ReadonlyMap<string, HostKeyScan>;

/** Shows the keys of a pattern's hosts next to the known keys; saves only new keys, on request. */
export async function scanPattern(pattern: string, flags: ScanFlags, io: CommandIo): Promise<void> {
  await withPattern(pattern, { flags, io }, async ({ names, options, masked }) => {
    const visits = await scanHosts(names, options);
    const problems = renderProblems(visits, masked);
    await report({ visits, problems }, flags, io);
    if (options.stop.requested) io.setExitCode(EXIT_INTERRUPTED);
  });
}

interface Scanned {
  readonly visits: ReadonlyMap<string, Visit<HostKeyScan | undefined>>;
  readonly problems: string;
}

async function report({ visits, problems }: Scanned, flags: ScanFlags, io: CommandIo): Promise<void> {
  const scans: Scans = new Map(
    [...visits].flatMap(([host, visit]) => ('value' in visit && visit.value ? [[host, visit.value] as const] : [])),
  );
  io.stdout.write(flags.pin ? renderPins(scans) : renderScans(scans));
  io.stderr.write(problems);
  if (!flags.pin) await recordNew(scans, flags, io);
  if ([...visits.values()].some((visit) => 'problem' in visit)) io.setExitCode(EXIT_UNREACHABLE);
  if ([...scans.values()].some(({ keys }) => keys.some(isWrong))) io.setExitCode(EXIT_FAILED);
}

/** Whether runs would refuse the key. */
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
