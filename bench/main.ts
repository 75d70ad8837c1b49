import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provision } from './contenders.ts';
import { EndState } from './end-state.ts';
import { hostsDown, hostsUp, labLogin, withDelay } from './lab.ts';
import { describeMachine, describeVersions } from './machine.ts';
import { endMeasured, measure } from './measure.ts';
import { runOnHosts } from './on-hosts.ts';
import { readOptions } from './options.ts';
import { writePage } from './page.ts';
import { keepResults } from './results.ts';
import type { Measured } from './results.ts';
import { runWork } from './run-work.ts';
import type { Work } from './run-work.ts';
import { measureSite } from './site.ts';
import type { Bench } from './works.ts';
import { dryRun, fromNothing, largeFile, manyFiles, oneChanged, startWorks, unchanged } from './works.ts';
import { MANY_FILES } from './work/many-files.ts';
import { FETCH_SCRIPT, renderPrepareScript } from './work/scripts.ts';
import { writeProjects } from './work/write-projects.ts';

const started = performance.now();
const options = readOptions(process.argv.slice(2));
const names = Array.from({ length: options.hosts }, (_, index) => `bench${index + 1}`);
const scratch = mkdtempSync(join(tmpdir(), 'provision-bench-'));
const measured: Measured[] = [];
let isInterrupted = false;
let tidied: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isInterrupted = true;
    say('interrupted; removing the hosts');
    endMeasured();
    void tidy().finally(() => process.exit(130));
  });
}
try {
  if (options.only.has('e')) {
    await tryLetter('e', async () => {
      measured.push(...(await measureSite(scratch, options, say)));
    });
  }
  const letters = ['start', 'b', 'a', 'c', 'f', 'd', 'g', 'h'].filter((letter) => options.only.has(letter));
  if (letters.length > 0) {
    const bench = await prepare();
    for (const letter of letters) await tryLetter(letter, () => runLetter(letter, bench));
  }
} finally {
  await tidy();
}

async function prepare(): Promise<Bench> {
  await hostsDown(names);
  say(`${names.length} hosts`);
  const hosts = await hostsUp(names);
  const [first] = hosts;
  if (!first) throw new Error('no hosts');
  const login = await labLogin(first);
  say('what they need once');
  const packages = (await runOnHosts([first], login, () => FETCH_SCRIPT)).get(first.name) ?? '';
  await runOnHosts(hosts, login, () => renderPrepareScript(packages));
  writeProjects({ scratch, hosts, login });
  // the password of the examples, as in inventories/README.md
  writeFileSync(join(scratch, 'vault-password'), 'example-only', { mode: 0o600 });
  mkdirSync(join(scratch, 'many'));
  for (const [name, text] of MANY_FILES) writeFileSync(join(scratch, 'many', name), text);
  if (options.only.has('h')) writeFileSync(join(scratch, 'large'), Buffer.alloc(200_000_000, 'provision '));
  return { scratch, hosts, login, state: new EndState(hosts, login), options };
}

/** Results are stored immediately, and a failed measurement does not prevent the others. */
async function tryLetter(letter: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (isInterrupted) throw error;
    process.exitCode = 1;
    say(`(${letter}) FAILED: ${error instanceof Error ? error.message : String(error)}`);
  }
  writePage(keepResults({ machine: describeMachine(), versions: describeVersions(), measured }));
  say('bench/results.json and docs/performance.md are written');
}

async function runLetter(letter: string, bench: Bench): Promise<void> {
  const take = async (work: Work): Promise<void> => {
    const { without } = options;
    const entries = work.entries.filter(({ contender }) => !without.has(contender));
    say(`(${work.id}) ${work.title}`);
    const run = (): Promise<Measured> => runWork({ ...work, entries }, say);
    const result = await withDelay(bench.hosts, work.roundTripMs ?? 0, run);
    if (isInterrupted) throw new Error('interrupted');
    measured.push(result);
  };
  const converge = (): Promise<void> => convergeQuietly(bench);
  switch (letter) {
    case 'start':
      for (const work of startWorks(bench)) await take(work);
      break;
    case 'a':
      await converge();
      await take(unchanged(bench, { id: 'a' }));
      break;
    case 'b':
      await take(fromNothing(bench, { id: 'b' }));
      break;
    case 'c':
      await converge();
      await take(oneChanged(bench, { id: 'c', quick: !options.full }));
      break;
    case 'd':
      await bench.state.wipe();
      await take(dryRun(bench, { id: 'd' }));
      break;
    case 'f':
      for (const roundTripMs of [20, 100]) await delayed(bench, roundTripMs, take, converge);
      break;
    case 'g':
      for (const work of manyFiles(bench)) await take(work);
      break;
    case 'h':
      await take(largeFile(bench));
      break;
  }
}

/** (f) repeats only (a), unless everything is requested. */
async function delayed(
  bench: Bench,
  roundTripMs: number,
  take: (work: Work) => Promise<void>,
  converge: () => Promise<void>,
): Promise<void> {
  const quick = !options.full;
  await converge();
  await take(unchanged(bench, { id: `f-a-${roundTripMs}`, roundTripMs, quick }));
  if (quick) return;
  await take(oneChanged(bench, { id: `f-c-${roundTripMs}`, roundTripMs }));
  await take(fromNothing(bench, { id: `f-b-${roundTripMs}`, roundTripMs }));
  await bench.state.wipe();
  await take(dryRun(bench, { id: `f-d-${roundTripMs}`, roundTripMs }));
}

/** Converges the hosts from any previous state. */
async function convergeQuietly({ state, scratch: directory }: Bench): Promise<void> {
  await state.wipe();
  await measure(provision(directory, 'hundred'));
}

function tidy(): Promise<void> {
  return (tidied ??= removeAll());
}

async function removeAll(): Promise<void> {
  if (options.keep) {
    say(`the hosts and ${scratch} are kept`);
    return;
  }
  rmSync(scratch, { recursive: true, force: true });
  await hostsDown(names);
}

function say(line: string): void {
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stderr.write(`[bench ${String(seconds).padStart(4)} s] ${line}\n`);
}
