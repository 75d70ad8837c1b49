import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../lab.ts';
import { describeSetting, goalTable, seconds, table, writeSection } from '../page.ts';
import { renderScaleChart } from './chart.ts';
import { judgeScale } from './goals.ts';
import type { Point, Results } from './results.ts';
import { pointsOf } from './results.ts';

/** Writes the chart, and the tables between the page's two marks. */
export function writeScalePage(results: Results): void {
  writeFileSync(join(checkout, 'docs/performance-scale.svg'), renderScaleChart(results));
  writeSection('npm run bench:scale', renderSection(results));
}

function renderSection(results: Results): string {
  const runs = pointsOf(results, 'run');
  const base = runs.find(({ hosts }) => hosts === 1);
  const last = runs.at(-1);
  return [
    describeSetting(results),
    '![Processor time and memory by the number of hosts](performance-scale.svg)\n',
    goalTable(judgeScale(results)),
    table(
      [
        'hosts',
        'processor',
        'a host above the first',
        'memory',
        'a host above the first',
        'of the main thread',
        'time',
      ],
      runs.map((point) => runRow(point, base)),
    ),
    ...(last ? [describeCores(last)] : []),
    table(
      ['without hosts', 'hosts', 'processor', 'memory'],
      WITHOUT_HOSTS.flatMap(([work, title]) =>
        pointsOf(results, work).map(({ hosts, cpuMs, memoryMb }) => [
          title,
          hosts.toLocaleString('en'),
          seconds(cpuMs),
          `${memoryMb.toFixed(0)} MB`,
        ]),
      ),
    ),
    table(
      ['work', 'hosts', 'begun', 'rounds', 'load before', 'load after'],
      results.measured.map(({ work, hosts, at, load, cpuMs }) => [
        work,
        hosts.toLocaleString('en'),
        at.slice(0, 16).replace('T', ' '),
        String(cpuMs.length),
        String(load[0]),
        String(load[1]),
      ]),
    ),
  ].join('\n');
}

const WITHOUT_HOSTS = [
  ['list', '`provision inventory --list`'],
  ['parse-list', '`node -e`, JSON.parse of what that prints'],
  ['graph', '`provision graph`'],
] as const;

function runRow({ hosts, cpuMs, memoryMb, mainMs, wallMs }: Point, base: Point | undefined): string[] {
  const above = (value: number, of: number | undefined, digits: number): string =>
    hosts === 1 || of === undefined ? '' : ((value - of) / (hosts - 1)).toFixed(digits);
  const [cpu, memory] = [above(cpuMs, base?.cpuMs, 1), above(memoryMb, base?.memoryMb, 2)];
  return [
    hosts.toLocaleString('en'),
    seconds(cpuMs),
    cpu === '' ? '' : `${cpu} ms`,
    `${memoryMb.toFixed(0)} MB`,
    memory === '' ? '' : `${memory} MB`,
    seconds(mainMs),
    seconds(wallMs),
  ];
}

/** An estimate for a controller with more processors. */
function describeCores({ hosts, cpuMs, mainMs, wallMs }: Point): string {
  return `A run is one process, and all its JavaScript is one thread. With ${hosts.toLocaleString('en')} hosts that thread used ${seconds(mainMs)} of the process's ${seconds(cpuMs)}
of processor time (${percent(mainMs / cpuMs)}), and the run took ${seconds(wallMs)}, since the hosts share the machine. With hosts elsewhere it could not take less than those
${seconds(mainMs)}, however many processors the controller has: what a second processor could take over is the other threads' ${seconds(cpuMs - mainMs)} (files, compilation, garbage collection).\n`;
}

const percent = (part: number): string => `${(part * 100).toFixed(0)} %`;
