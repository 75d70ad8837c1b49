import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderChart } from './chart.ts';
import { judgeGoals } from './goals.ts';
import type { Judged } from './goals.ts';
import { checkout } from './lab.ts';
import { median } from './results.ts';
import type { Link, Measured, Results } from './results.ts';
import { nameOf } from './run-work.ts';

const PAGE = join(checkout, 'docs/performance.md');
const CHART = join(checkout, 'docs/performance.svg');

/** Writes the chart, and the tables between the page's two marks. The rest of the page is written by hand. */
export function writePage(results: Results): void {
  writeSection('npm run bench', renderTables(results));
  writeFileSync(CHART, renderChart(results));
}

/** Replaces the text between the two marks with this name on the page. */
export function writeSection(name: string, text: string): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} lacks ${begin} or ${end}`);
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n\n${text}\n${page.slice(to)}`);
}

function renderTables(results: Results): string {
  const { measured } = results;
  return [
    describeSetting(results),
    '![Medians in seconds](performance.svg)\n',
    '### Goals\n',
    goalTable(judgeGoals(results)),
    '### Medians\n',
    "Time is the whole process, from its start to its end. Processor time is the controller's, without the hosts'.\n",
    table(
      ['work', 'hosts', 'contender', 'rounds', 'median', 'least', 'most', 'processor', 'times provision'],
      measured.flatMap(rowsOf),
    ),
    ...measured.flatMap(({ id, notes }) => notes.map((note) => `Left out of (${id}): ${note.split('\n')[0] ?? ''}\n`)),
    ...measured.flatMap(({ id, path }) => (path === undefined || path.length === 0 ? [] : renderPath(id, path))),
    '### When, and on how busy a machine\n',
    table(
      ['work', 'begun', 'load before', 'load after'],
      measured.map(({ id, at, load }) => [id, at.slice(0, 16).replace('T', ' '), String(load[0]), String(load[1])]),
    ),
  ].join('\n');
}

/** The composition of the time from nothing. The remaining time of a role consists of planning, round trips and short tasks. */
function renderPath(id: string, path: readonly Link[]): string[] {
  const rows = path.map(({ node, fromMs, toMs, packagesMs, rest }, index) => [
    node.slice(node.indexOf('/') + 1),
    seconds(fromMs),
    seconds(fromMs - (path[index - 1]?.toMs ?? 0)),
    seconds(toMs - fromMs),
    seconds(packagesMs),
    rest
      .filter(({ ms }) => ms >= 500)
      .map(({ name, ms }) => `${name} ${seconds(ms)}`)
      .join('; '),
  ]);
  return [
    `### The slowest chain of (${id})\n`,
    'Each role on a host, and before it the one that it waited for longest.\n',
    table(['role', 'begins at', 'after a gap of', 'takes', 'packages', 'longest of the rest'], rows),
  ];
}

function rowsOf({ id, title, hosts, roundTripMs, series }: Measured): string[][] {
  const own = series.find(({ contender, variant }) => contender === 'provision' && variant === undefined);
  const delay = roundTripMs > 0 ? `, ${roundTripMs} ms round trip` : '';
  return series
    .filter(({ wallMs }) => wallMs.length > 0)
    .map((one) => [
      `(${id}) ${title}${delay}`,
      String(hosts),
      nameOf(one),
      String(one.wallMs.length),
      seconds(median(one.wallMs)),
      seconds(Math.min(...one.wallMs)),
      seconds(Math.max(...one.wallMs)),
      seconds(median(one.cpuMs)),
      own && own !== one && own.wallMs.length > 0 ? (median(one.wallMs) / median(own.wallMs)).toFixed(2) : '',
    ]);
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** The machine and the versions of the measurement. */
export function describeSetting({ machine, versions }: Pick<Results, 'machine' | 'versions'>): string {
  const facts = [...Object.entries(machine), ...Object.entries(versions)].map(([name, value]) => `${name} ${value}`);
  return `${facts.join('; ')}.\n`;
}

export const goalTable = (goals: readonly Judged[]): string =>
  table(
    ['work', 'goal', 'seen', ''],
    goals.map(({ work, goal, seen, isMet }) => [work, goal, seen, isMet ? 'met' : '**not met**']),
  );

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return `${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}`;
}
