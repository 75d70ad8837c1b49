import { ModuleFailure } from '../../module-api/module.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ContainerOption, Inspected } from './container-option.ts';
import type { ContainerParams } from './container-params.ts';

/** The options with a form of their own: limits of processes, file systems in memory, and the check of its health. */
export const extraOptionsOf = (p: ContainerParams): ContainerOption[] => [
  ...limits(p),
  ...memoryFiles(p),
  ...health(p),
];

interface Limit {
  readonly Name: string;
  readonly Soft: number;
  readonly Hard: number;
}

function limits({ ulimits }: ContainerParams): ContainerOption[] {
  if (ulimits === undefined) return [];
  const wanted = ulimits.map((given) => {
    const [name = '', soft = '', hard = soft] = given.split(/[:=]/);
    return `${name}=${soft}:${hard}`;
  });
  const found = (c: Inspected): unknown =>
    ((c.HostConfig['Ulimits'] ?? []) as Limit[]).map((one) => `${one.Name}=${one.Soft}:${one.Hard}`).sort();
  return [{ attribute: 'ulimits', words: wanted.map((one) => `--ulimit=${one}`), wanted: [...wanted].sort(), found }];
}

function memoryFiles({ tmpfs }: ContainerParams): ContainerOption[] {
  if (tmpfs === undefined) return [];
  const found = (c: Inspected): unknown =>
    Object.entries((c.HostConfig['Tmpfs'] ?? {}) as Record<string, string>)
      .map(([at, options]) => (options === '' ? at : `${at}:${options}`))
      .sort();
  return [{ attribute: 'tmpfs', words: tmpfs.map((one) => `--tmpfs=${one}`), wanted: [...tmpfs].sort(), found }];
}

const healthOf = (c: Inspected): Readonly<Record<string, unknown>> =>
  (c.Config['Healthcheck'] ?? {}) as Readonly<Record<string, unknown>>;

function health({ healthcheck }: ContainerParams): ContainerOption[] {
  if (healthcheck === undefined) return [];
  const test = testOf(healthcheck.test);
  const option = (name: string, words: readonly string[], wanted: unknown, key: string): ContainerOption => ({
    attribute: `healthcheck ${name}`,
    words,
    wanted,
    found: (c) => healthOf(c)[key] ?? null,
  });
  if (test === 'none') return [option('test', ['--no-healthcheck'], ['NONE'], 'Test')];
  const { retries, interval, timeout, start_period: start } = healthcheck;
  const time = (name: string, flag: string, key: string, value: string | undefined): ContainerOption[] =>
    value === undefined ? [] : [option(name, [`--health-${flag}=${value}`], nanoseconds(value), key)];
  return [
    ...(test === undefined ? [] : [option('test', [`--health-cmd=${test}`], ['CMD-SHELL', test], 'Test')]),
    ...time('interval', 'interval', 'Interval', interval),
    ...time('timeout', 'timeout', 'Timeout', timeout),
    ...time('start_period', 'start-period', 'StartPeriod', start),
    ...(retries === undefined ? [] : [option('retries', [`--health-retries=${retries}`], retries, 'Retries')]),
  ];
}

/** The command line of docker has no form for a program without a shell. */
function testOf(test: string | readonly string[] | undefined): string | undefined {
  if (test === undefined || typeof test === 'string') return test === 'NONE' ? 'none' : test;
  const [kind, ...words] = test;
  if (kind === 'NONE') return 'none';
  if (kind === 'CMD-SHELL') return words.join(' ');
  return quoteAll(kind === 'CMD' ? words : test);
}

const UNITS: Readonly<Record<string, number>> = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Docker's durations: 90s, 1m30s. */
function nanoseconds(duration: string): number {
  if (!/^(\d+(us|ms|s|m|h))+$/.test(duration))
    throw new ModuleFailure(`${duration} is not a duration`, 'Write 90s, or 1m30s.');
  return [...duration.matchAll(/(\d+)(us|ms|s|m|h)/g)].reduce(
    (total, [, count, unit = 's']) => total + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}
