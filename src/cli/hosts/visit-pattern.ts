import type { EventSink } from '../../engine/events.ts';
import type { HostState } from '../../engine/host/host-state.ts';
import { Interrupted } from '../../engine/errors.ts';
import { visitHosts } from '../../engine/host/visit-hosts.ts';
import type { Visit } from '../../engine/host/visit-hosts.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import { selectHosts } from '../../inventory/pattern/pattern.ts';
import type { CommandIo } from '../command-io.ts';
import { newRunId, readConnectOptions, thisRunner } from '../options/connect-options.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_LOCKED, EXIT_UNREACHABLE } from '../exit-codes.ts';
import { guard } from '../start/guard.ts';
import { inventoryNames } from '../project/inventory-names.ts';
import { loadInventoryOptions } from '../options/load-inventory-options.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { listen } from '../start/listen.ts';

export interface PatternVisit<T> {
  /** It may change the hosts: they are locked meanwhile. */
  readonly isChange: boolean;
  readonly visit: (host: HostState, mask: (text: string) => string) => Promise<T>;
  /** What is printed of the hosts that could be visited. Free text in it goes through `mask`. */
  readonly render: (values: ReadonlyMap<string, T>, mask: (text: string) => string) => string;
  readonly isFailure: (value: T) => boolean;
}

/** Visits the hosts of a pattern and prints what that gave; those that could not be visited are named on stderr. */
export async function visitPattern<T>(
  pattern: string,
  { flags, io }: { readonly flags: PatternFlags; readonly io: CommandIo },
  { isChange, visit, render, isFailure }: PatternVisit<T>,
): Promise<void> {
  const mask = new SecretMask();
  const masked = (text: string): string => mask.mask(text);
  await guard(
    io,
    async (diagnostics) => {
      const inventory = await loadInventoryOptions(flags, io, { diagnostics, onSecret: (text) => mask.add(text) });
      diagnostics.throwIfErrors();
      mask.spare(inventoryNames(inventory));
      const hosts = selectHosts(inventory, pattern, { diagnostics }).map(({ name }) => name);
      diagnostics.throwIfErrors();
      const connect = await readConnectOptions(flags, io, mask);
      const { stop, onSession, begin, close } = listen(io);
      begin();
      const options = { extraVars: new Map(), runId: newRunId(), forks: flags.forks, becomes: flags.become ?? false };
      try {
        const visits = await visitHosts(
          hosts,
          {
            ...options,
            inventory,
            connect,
            holder: thisRunner(),
            stop,
            onSession,
            isChange,
            sink: tellWarnings(io, masked),
          },
          (host) => visit(host, masked),
        );
        const values = new Map(
          [...visits].flatMap(([host, end]) => ('value' in end ? [[host, end.value] as const] : [])),
        );
        io.stdout.write(render(values, masked));
        io.stderr.write(renderProblems(visits, masked));
        io.setExitCode(stop.requested ? EXIT_INTERRUPTED : exitCodeOf([...visits.values()], isFailure));
      } finally {
        close();
      }
    },
    masked,
  );
}

const tellWarnings =
  (io: CommandIo, mask: (text: string) => string): EventSink =>
  (event) => {
    if (event.event === 'warning') io.stderr.write(`${event.host ?? ''}: ${mask(event.message)}\n`);
  };

const renderProblems = (visits: ReadonlyMap<string, Visit<unknown>>, mask: (text: string) => string): string =>
  [...visits]
    .flatMap(([host, visit]) => ('problem' in visit ? [renderProblem(host, visit.problem, mask)] : []))
    .map((text) => `${text}\n`)
    .join('');

function renderProblem(
  host: string,
  problem: Extract<Visit<unknown>, { problem: unknown }>['problem'],
  mask: (text: string) => string,
): string {
  if (problem instanceof Interrupted) return `${host}: not visited, interrupted`;
  const prefix = `${host}: `;
  const said = problem.message.startsWith(prefix) ? problem.message.slice(prefix.length) : problem.message;
  const message = `${prefix}${mask(said)}`;
  return problem.hint === undefined ? message : `${message}\n  help: ${mask(problem.hint)}`;
}

function exitCodeOf<T>(visits: readonly Visit<T>[], isFailure: (value: T) => boolean): number {
  const problems = visits.flatMap((visit) =>
    'problem' in visit && 'problem' in visit.problem ? [visit.problem.problem] : [],
  );
  if (visits.some((visit) => 'value' in visit && isFailure(visit.value))) return EXIT_FAILED;
  if (problems.includes('unreachable')) return EXIT_UNREACHABLE;
  return problems.includes('locked') ? EXIT_LOCKED : 0;
}
