import type { Contender } from './contenders.ts';
import { median } from './results.ts';
import type { Measured, Results } from './results.ts';

export interface Judged {
  readonly work: string;
  readonly goal: string;
  readonly seen: string;
  readonly isMet: boolean;
}

/** The project's goals, compared with the results. Goals without results are omitted. */
export function judgeGoals({ measured }: Results): Judged[] {
  const of = reader(measured);
  const provision = 'provision';
  return [
    atMost('(a) nothing to change', 2, 'the floor', of('a', provision), of('a', 'floor')),
    atLeast('(a) nothing to change', 100, 'Ansible with pipelining', of('a', provision), of('a', 'ansible')),
    atMost('(b) from nothing', 2, 'the script by hand', of('b', provision), of('b', 'shell')),
    atLeast('(b) from nothing', 30, 'Ansible with pipelining', of('b', provision), of('b', 'ansible')),
    atMost(
      '(c) one template changed',
      1.25,
      'nothing to change',
      of('c', provision),
      of('c', provision, 'nothing to change'),
    ),
    atMost('(d) dry run of (b)', 2, 'the floor', of('d', provision), of('d', 'floor')),
    atMost('(e) the site, nothing to change', 3, 'the floor', of('e-unchanged', provision), of('e-unchanged', 'floor')),
    packages(measured),
    ...roundTrips(of),
    atMost('(g) 1,000 files, nothing to change', 2, '(a)', of('g-unchanged', provision), of('a', provision)),
    atMost('(g) 1,000 files from nothing', 3, 'tar over ssh', of('g-nothing', provision), of('g-nothing', 'tar')),
    atMost('(h) 200 MB as root', 1 / 0.9, 'scp as root', of('h', provision, 'root'), of('h', 'scp', 'root')),
    atMost('(h) 200 MB through sudo', 1 / 0.65, 'scp as root', of('h', provision, 'sudo'), of('h', 'scp', 'root')),
    atMost('`provision --help`', 3, '`node -e 0`', of('start', provision, '--help'), of('start', 'node', '-e 0')),
    atMost(
      '`provision lint` of the site',
      8,
      '`node -e 0`',
      of('start', provision, 'lint'),
      of('start', 'node', '-e 0'),
    ),
  ].filter((judged) => judged !== undefined);
}

type Median = (id: string, contender: Contender, variant?: string) => number | undefined;

/** The median in milliseconds; undefined if there is none. */
const reader =
  (measured: readonly Measured[]): Median =>
  (id, contender, variant) => {
    const series = measured
      .find((one) => one.id === id)
      ?.series.find((one) => one.contender === contender && one.variant === variant);
    return series && series.wallMs.length > 0 ? median(series.wallMs) : undefined;
  };

function atMost(work: string, limit: number, of: string, ms?: number, base?: number): Judged | undefined {
  if (ms === undefined || base === undefined) return undefined;
  const ratio = ms / base;
  return { work, goal: `at most ${round(limit)} times ${of}`, seen: `${round(ratio)} times`, isMet: ratio <= limit };
}

function atLeast(work: string, limit: number, than: string, ms?: number, base?: number): Judged | undefined {
  if (ms === undefined || base === undefined) return undefined;
  const ratio = base / ms;
  return { work, goal: `${limit} times faster than ${than}`, seen: `${round(ratio)} times`, isMet: ratio >= limit };
}

/** The share of package installations in the duration of the site from nothing, on the critical path. */
function packages(measured: readonly Measured[]): Judged | undefined {
  const found = measured.find(({ id }) => id === 'e-nothing');
  const [wallMs] = found?.series[0]?.wallMs ?? [];
  if (found?.path === undefined || wallMs === undefined) return undefined;
  const share = found.path.reduce((sum, { packagesMs }) => sum + packagesMs, 0) / wallMs;
  return {
    work: '(e) the site from nothing',
    goal: 'at least 90 % of the slowest chain is installing packages',
    seen: `${Math.round(share * 100)} %`,
    isMet: share >= 0.9,
  };
}

/** The increase of a run's duration for each millisecond of round-trip time, between the two delays. */
function roundTrips(of: Median): (Judged | undefined)[] {
  const slope = (contender: Contender): number | undefined => {
    const [near, far] = [of('f-a-20', contender), of('f-a-100', contender)];
    return near === undefined || far === undefined ? undefined : (far - near) / 80;
  };
  const [own, floor] = [slope('provision'), slope('floor')];
  if (own === undefined) return [];
  const seen = `${round(own)} round trips${floor === undefined ? '' : `; the floor ${round(floor)}`}`;
  return [{ work: '(f) nothing to change, by the slope', goal: 'at most 8 round trips', seen, isMet: own < 8.5 }];
}

const round = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
