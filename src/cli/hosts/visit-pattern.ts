import type { EventSink } from '../../engine/events.ts';
import type { HostState } from '../../engine/host/host-state.ts';
import { Interrupted } from '../../engine/errors.ts';
import { visitHosts } from '../../engine/host/visit-hosts.ts';
import type { Visit } from '../../engine/host/visit-hosts.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_LOCKED, EXIT_UNREACHABLE } from '../exit-codes.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { withPattern } from './with-pattern.ts';

export interface PatternVisit<T> {
  /** The command may change the hosts, so it locks them. */
  readonly isChange: boolean;
  readonly visit: (host: HostState, mask: (text: string) => string) => Promise<T>;
  /** Renders the results of the visited hosts. Free text must be passed through `mask`. */
  readonly render: (values: ReadonlyMap<string, T>, mask: (text: string) => string) => string;
  readonly isFailure: (value: T) => boolean;
}

/** Visits the hosts of a pattern and prints the results; reports hosts that could not be visited on stderr. */
export async function visitPattern<T>(
  pattern: string,
  { flags, io }: { readonly flags: PatternFlags; readonly io: CommandIo },
  { isChange, visit, render, isFailure }: PatternVisit<T>,
): Promise<void> {
  await withPattern(pattern, { flags, io }, async ({ names, options, masked }) => {
    const { stop } = options;
    const becomes = flags.become ?? false;
    const visits = await visitHosts(names, { ...options, becomes, isChange, sink: tellWarnings(io, masked) }, (host) =>
      visit(host, masked),
    );
    const values = new Map([...visits].flatMap(([host, end]) => ('value' in end ? [[host, end.value] as const] : [])));
    io.stdout.write(render(values, masked));
    io.stderr.write(renderProblems(visits, masked));
    io.setExitCode(stop.requested ? EXIT_INTERRUPTED : exitCodeOf([...visits.values()], isFailure));
  });
}

const tellWarnings =
  (io: CommandIo, mask: (text: string) => string): EventSink =>
  (event) => {
    if (event.event === 'warning') io.stderr.write(`${event.host ?? ''}: ${mask(event.message)}\n`);
  };

/** One line for each host that could not be visited, with the reason. */
export const renderProblems = (visits: ReadonlyMap<string, Visit<unknown>>, mask: (text: string) => string): string =>
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
