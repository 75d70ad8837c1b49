import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../lab.ts';
import { describeMachine, describeVersions, loadNow } from '../machine.ts';
import { endMeasured } from '../measure.ts';
import { writeLargeProject } from './large-inventory.ts';
import type { Usage } from './measure-usage.ts';
import { measureUsage } from './measure-usage.ts';
import { writeScalePage } from './page.ts';
import type { Measured } from './results.ts';
import { keepResults } from './results.ts';
import { thousandHostsDown, thousandHostsUp } from './thousand-hosts.ts';
import { writeProject } from './write-project.ts';

const MAIN = join(checkout, 'dist/cli/main.js');
/** Larger runs take minutes, and are measured once. */
const QUICK = 100;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,10,30,100,300,1000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'runs,inventories' },
  },
});
const rounds = Number(values.rounds);
const sizes = values.sizes.split(',').map(Number);
if (![rounds, ...sizes].every((number) => Number.isInteger(number) && number >= 1 && number <= 1000))
  throw new Error('--rounds and --sizes take whole numbers, sizes up to 1000');
const started = performance.now();
const scratch = mkdtempSync(join(tmpdir(), 'provision-scale-'));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    endMeasured();
    void tidy().finally(() => process.exit(130));
  });
}
try {
  const parts = values.only.split(',');
  if (parts.includes('inventories')) await measureInventories();
  if (parts.includes('runs')) await measureRuns();
} finally {
  await tidy();
}

/** Measures converged runs, each with an inventory of the given size. */
async function measureRuns(): Promise<void> {
  say('a thousand hosts');
  const { hosts, login, knownHosts, spread } = await thousandHostsUp(scratch);
  const knownHostsFile = join(scratch, 'known_hosts');
  writeFileSync(knownHostsFile, knownHosts);
  const directory = join(scratch, 'project');
  writeProject({ directory, hosts, login: { ...login, knownHostsFile }, sizes: [...new Set([1, ...sizes])] });
  const words = (size: number): string[] => [
    MAIN,
    'apply',
    '--inventory',
    `scale-${size}`,
    '--playbook',
    'scale',
    '--forks',
    '100',
  ];
  await measureUsage({ scratch, directory, words: words(1) });
  await spread();
  for (const size of sizes)
    await take({ work: 'run', hosts: size, rounds: size > QUICK ? 1 : rounds }, async () => {
      const usage = await measureUsage({ scratch, directory, words: words(size) });
      if (!usage.output.includes('\nNo changes. '))
        throw new Error(`something was changed:\n${usage.output.slice(-1500)}`);
      return usage;
    });
}

/** Measures everything that is read, checked and planned without a connection. */
async function measureInventories(): Promise<void> {
  const directory = join(scratch, 'large');
  const node = (...words: string[]): ReturnType<typeof measureUsage> => measureUsage({ scratch, directory, words });
  const list = [MAIN, 'inventory', '--list', '--inventory', 'large'];
  writeLargeProject(directory, 10_000);
  const printed = join(scratch, 'list.json');
  writeFileSync(printed, (await node(...list)).output);
  const parse = `JSON.parse(fs.readFileSync('${printed}', 'utf8'))`;
  await take({ work: 'list', hosts: 10_000, rounds }, () => node(...list));
  await take({ work: 'parse-list', hosts: 10_000, rounds }, () => node('-e', parse));
  await take({ work: 'graph', hosts: 10_000, rounds }, () =>
    node(MAIN, 'graph', '--inventory', 'large', '--playbook', 'large'),
  );
  writeLargeProject(directory, 100_000);
  await take({ work: 'list', hosts: 100_000, rounds: 1 }, () => node('--max-old-space-size=2048', ...list));
}

interface Work extends Pick<Measured, 'work' | 'hosts'> {
  readonly rounds: number;
}

/** Results are stored immediately. */
async function take(work: Work, run: () => Promise<Usage & { readonly wallMs: number }>): Promise<void> {
  const at = new Date().toISOString();
  const before = loadNow();
  const taken: (Usage & { readonly wallMs: number })[] = [];
  for (let round = 0; round < work.rounds; round++) {
    const usage = await run();
    taken.push(usage);
    const { cpuMs, memoryMb, wallMs } = usage;
    say(
      `${work.work} ${work.hosts}: ${Math.round(cpuMs)} ms, ${Math.round(memoryMb)} MB, ${Math.round(wallMs / 1000)} s`,
    );
  }
  const each = (read: (usage: (typeof taken)[number]) => number): number[] => taken.map((one) => Math.round(read(one)));
  const measured: Measured = {
    work: work.work,
    hosts: work.hosts,
    at,
    load: [before, loadNow()],
    wallMs: each((one) => one.wallMs),
    cpuMs: each((one) => one.cpuMs),
    mainMs: each((one) => one.mainMs),
    memoryMb: each((one) => one.memoryMb),
  };
  const { provision = '', node = '' } = describeVersions();
  writeScalePage(keepResults({ machine: describeMachine(), versions: { provision, node }, measured: [measured] }));
}

async function tidy(): Promise<void> {
  rmSync(scratch, { recursive: true, force: true });
  await thousandHostsDown();
}

function say(line: string): void {
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stderr.write(`[scale ${String(seconds).padStart(4)} s] ${line}\n`);
}
