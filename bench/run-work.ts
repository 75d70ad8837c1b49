import type { Contender } from './contenders.ts';
import { loadNow } from './machine.ts';
import type { Command, Sample } from './measure.ts';
import { measure } from './measure.ts';
import type { Measured } from './results.ts';

/** A contender's part of a piece of work. */
export interface Entry {
  readonly contender: Contender;
  readonly variant?: string;
  readonly rounds: number;
  /** Not measured: brings the hosts to the initial state of the work. */
  readonly before?: () => Promise<void>;
  readonly command: (round: number) => Command;
  /** Throws if the run had an unexpected result. */
  readonly check?: (sample: Sample) => Promise<void>;
}

export interface Work {
  readonly id: string;
  readonly title: string;
  readonly hosts: number;
  readonly roundTripMs?: number;
  readonly entries: readonly Entry[];
}

/**
 * Runs the contenders in turn, round after round, so that other load on the machine affects all of them equally. A contender that fails is
 * omitted from later rounds and from the results, with its reason.
 */
export async function runWork(work: Work, say: (line: string) => void): Promise<Measured> {
  const samples = new Map<Entry, Sample[]>(work.entries.map((entry) => [entry, []]));
  const notes: string[] = [];
  const at = new Date().toISOString();
  const before = loadNow();
  const rounds = Math.max(...work.entries.map((entry) => entry.rounds));
  for (let round = 0; round < rounds; round++) {
    for (const [entry, taken] of samples) {
      if (round >= entry.rounds) continue;
      try {
        await entry.before?.();
        const sample = await measure(entry.command(round));
        await entry.check?.(sample);
        taken.push(sample);
        say(`${work.id}  ${nameOf(entry).padEnd(16)} ${String(Math.round(sample.wallMs)).padStart(8)} ms`);
      } catch (error) {
        samples.delete(entry);
        const reason = error instanceof Error ? error.message : String(error);
        notes.push(`${nameOf(entry)}: ${reason.slice(0, 1000)}`);
        say(`${work.id}  ${nameOf(entry)} FAILED: ${reason}`);
      }
    }
  }
  return {
    id: work.id,
    title: work.title,
    hosts: work.hosts,
    roundTripMs: work.roundTripMs ?? 0,
    at,
    load: [before, loadNow()],
    series: [...samples].map(([entry, taken]) => ({
      contender: entry.contender,
      ...(entry.variant !== undefined && { variant: entry.variant }),
      wallMs: taken.map(({ wallMs }) => Math.round(wallMs)),
      cpuMs: taken.map(({ cpuMs }) => Math.round(cpuMs)),
    })),
    notes,
  };
}

export const nameOf = ({ contender, variant }: { readonly contender: string; readonly variant?: string }): string =>
  variant === undefined ? contender : `${contender}, ${variant}`;
