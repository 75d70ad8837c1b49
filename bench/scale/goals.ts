import type { Judged } from '../goals.ts';
import type { Point, Results } from './results.ts';
import { pointsOf } from './results.ts';

export const CPU_MS = 15;
export const MEMORY_MB = 0.3;

/** The project's goals, compared with the results; goals without results are omitted. */
export function judgeScale(results: Results): Judged[] {
  const runs = pointsOf(results, 'run');
  const at = (work: Parameters<typeof pointsOf>[1], hosts: number): Point | undefined =>
    pointsOf(results, work).find((point) => point.hosts === hosts);
  const base = runs.find(({ hosts }) => hosts === 1);
  const last = runs.at(-1);
  const all = at('list', 100_000);
  return [
    ...(base && last && last !== base ? judgeRuns(base, last, runs) : []),
    parsed('`inventory --list` of 10,000 hosts', at('list', 10_000), at('parse-list', 10_000)),
    parsed('`graph` of 10,000 hosts', at('graph', 10_000), at('parse-list', 10_000)),
    ...(all
      ? [
          {
            work: '`inventory --list` of 100,000 hosts',
            goal: 'at most 2 GB',
            seen: `${(all.memoryMb / 1000).toFixed(2)} GB`,
            isMet: all.memoryMb <= 2000,
          },
        ]
      : []),
  ].filter((judged) => judged !== undefined);
}

function judgeRuns(base: Point, last: Point, runs: readonly Point[]): Judged[] {
  const cpuMs = (last.cpuMs - base.cpuMs) / (last.hosts - 1);
  const memoryMb = (last.memoryMb - base.memoryMb) / (last.hosts - 1);
  const work = `${last.hosts.toLocaleString('en')} hosts, each above the first`;
  return [
    { work, goal: `at most ${CPU_MS} ms of processor time`, seen: `${cpuMs.toFixed(1)} ms`, isMet: cpuMs <= CPU_MS },
    { work, goal: `at most ${MEMORY_MB} MB`, seen: `${memoryMb.toFixed(2)} MB`, isMet: memoryMb <= MEMORY_MB },
    ...judgeGrowth(runs),
  ];
}

/** Once the code is warm, the last step must not cost more per host than the one before. */
function judgeGrowth(runs: readonly Point[]): Judged[] {
  const [first, second, third] = runs.slice(-3);
  if (!first || !second || !third) return [];
  const slope = (a: Point, b: Point): number => (b.cpuMs - a.cpuMs) / (b.hosts - a.hosts);
  const ratio = slope(second, third) / slope(first, second);
  return [
    {
      work: `a host between ${second.hosts} and ${third.hosts.toLocaleString('en')}`,
      goal: `at most 1.25 times one between ${first.hosts} and ${second.hosts}`,
      seen: `${ratio.toFixed(2)} times`,
      isMet: ratio <= 1.25,
    },
  ];
}

function parsed(work: string, point?: Point, base?: Point): Judged | undefined {
  if (!point || !base) return undefined;
  const ratio = point.cpuMs / base.cpuMs;
  return {
    work,
    goal: 'at most 5.00 times JSON.parse of what `--list` prints',
    seen: `${ratio.toFixed(2)} times`,
    isMet: ratio <= 5,
  };
}
