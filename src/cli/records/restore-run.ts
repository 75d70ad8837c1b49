import { maskForTerminal } from '../../report/text/mask-text.ts';
import type { Backup } from '../../engine/backup/read-backups.ts';
import { isDone, isRefused } from '../../engine/backup/judge-backup.ts';
import { readBackups } from '../../engine/backup/read-backups.ts';
import type { PutBackEnd } from '../../engine/backup/put-back.ts';
import { putBack } from '../../engine/backup/put-back.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { loadRun } from '../../records/recorded-run.ts';
import { findProject } from './recorded-project.ts';
import { askLine, hasTerminal } from '../run/ask-line.ts';
import type { CommandIo } from '../command-io.ts';
import { newRunId } from '../options/connect-options.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED } from '../exit-codes.ts';
import { guard } from '../start/guard.ts';
import { listen } from '../start/listen.ts';
import { renderBackups } from './render-backups.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { HostVisits } from '../hosts/host-visits.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

export interface RestoreFlags extends PatternFlags {
  readonly host?: readonly string[];
  readonly path?: readonly string[];
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly project?: string;
}

const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** Shows the files that a run has replaced, prompts, and restores them. */
export async function restoreRun(text: string, given: RestoreFlags, io: CommandIo): Promise<void> {
  const mask = new SecretMask();
  const shown = maskForTerminal((text) => mask.mask(text));
  await guard(
    io,
    async (diagnostics) => {
      const { run, inventory, pattern } = findRun(text, given);
      const flags = { ...given, ...(inventory && { inventory }) };
      const visits = await HostVisits.open({ pattern, flags, io, mask, diagnostics });
      const { stop, close } = listen(io);
      try {
        const found = await visits.visit({ runId: newRunId(), isChange: false }, (host) => readBackups(host, run));
        const wanted = new Map(
          [...found].map(([host, backups]) => [host, backups.filter((one) => isWanted(one, flags))]),
        );
        io.stdout.write(shown(renderBackups(wanted, flags.force ?? false)));
        const chosen = choose(wanted, flags.force ?? false);
        if (stop.requested) io.setExitCode(EXIT_INTERRUPTED);
        else if (chosen.size > 0 && (await isConfirmed(chosen, flags, io))) {
          const restore = newRunId();
          const ends = await visits.visit({ runId: restore, isChange: true, hosts: [...chosen.keys()] }, (host) =>
            putBack(host, { run, restore, backups: chosen.get(host.name) ?? [] }),
          );
          tellEnds(ends, restore, io);
        }
        if (hasRefused(wanted, flags.force ?? false)) io.setExitCode(EXIT_FAILED);
        visits.tellProblems();
      } finally {
        close();
      }
    },
    (given) => mask.mask(given),
  );
}

interface FoundRun {
  readonly run: string;
  readonly inventory: readonly string[] | undefined;
  readonly pattern: string;
}

/** The recorded run names its hosts. For a run of another controller, an inventory and the complete ID are required. */
function findRun(text: string, flags: RestoreFlags): FoundRun {
  const root = findProject(flags.project);
  const pattern = flags.host?.join(',');
  try {
    if (root === undefined) throw notRecorded(text);
    const { id, started } = loadRun(root, text);
    return {
      run: id,
      inventory: flags.inventory ?? started.inventory,
      pattern: pattern ?? started.hosts.join(','),
    };
  } catch (error) {
    if (!(error instanceof InvalidInput) || !RUN_ID.test(text)) throw error;
    return { run: text, inventory: flags.inventory, pattern: pattern ?? 'all' };
  }
}

const notRecorded = (text: string): InvalidInput =>
  new InvalidInput([
    {
      code: 'no-such-run',
      severity: 'error',
      summary: `There is no recorded run ${text} here`,
      suggestion:
        '`provision runs` lists the runs; for a run of another machine, write its complete ID with `-i` and `--host`.',
      range: placeOf(text),
    },
  ]);

const isWanted = ({ path }: Backup, { path: paths }: RestoreFlags): boolean =>
  paths === undefined || paths.some((one) => path === one || path.startsWith(one.endsWith('/') ? one : `${one}/`));

function choose(found: ReadonlyMap<string, readonly Backup[]>, isForced: boolean): Map<string, readonly Backup[]> {
  const chosen = [...found].map(
    ([host, backups]) => [host, backups.filter((one) => !isDone(one) && !isRefused(one, isForced))] as const,
  );
  return new Map(chosen.filter(([, backups]) => backups.length > 0));
}

const hasRefused = (found: ReadonlyMap<string, readonly Backup[]>, isForced: boolean): boolean =>
  [...found.values()].flat().some((one) => isRefused(one, isForced));

async function isConfirmed(
  chosen: ReadonlyMap<string, readonly Backup[]>,
  { yes }: RestoreFlags,
  io: CommandIo,
): Promise<boolean> {
  if (yes) return true;
  if (!(await hasTerminal())) {
    io.stderr.write('Nothing was restored: use --yes, or a terminal.\n');
    return false;
  }
  const paths = [...chosen.values()].flat().length;
  const question = `Restore ${paths} ${paths === 1 ? 'path' : 'paths'} on ${chosen.size} ${chosen.size === 1 ? 'host' : 'hosts'}? (y/n) `;
  return /^y/i.test(await askLine(question, { echo: true }));
}

function tellEnds(ends: ReadonlyMap<string, readonly PutBackEnd[]>, restore: string, io: CommandIo): void {
  for (const [host, paths] of ends)
    for (const { path, message } of paths) {
      io.stdout.write(`${host}: ${path}: ${message === undefined ? 'put back' : `FAILED: ${message}`}\n`);
      if (message !== undefined) io.setExitCode(EXIT_FAILED);
    }
  io.stdout.write(`The replaced files are kept: provision restore ${restore} reverts this restore.\n`);
}
