import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../lab.ts';
import type { Corpus, Counts, Reason } from './corpora.ts';
import { keepCorpusResult, readCorpora, readCorpusResults } from './corpora.ts';
import { writePage } from './page.ts';
import { readResults } from './results.ts';

const USAGE = 'npm run bench:corpora -- FOLDER [--only NAMES]';

/** What `import-ansible --output json` prints of a role or playbook. */
interface Unit {
  readonly tasks: number;
  readonly obstacles: readonly {
    readonly module?: string;
    readonly reasons: readonly string[];
    readonly stopsLoading: boolean;
  }[];
}

function main(): void {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string', default: '' } } });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new Error(USAGE);
  const only = values.only.split(',').filter(Boolean);
  for (const corpus of readCorpora()) {
    if (only.length > 0 && !only.some((word) => corpus.name.includes(word))) continue;
    const own = survey(corpus, resolve(folder), false);
    const withAnsible = survey(corpus, resolve(folder), true);
    keepCorpusResult({
      name: corpus.name,
      isMain: corpus.isMain,
      at: new Date().toISOString(),
      own: count(own),
      withAnsible: count(withAnsible),
      reasons: reasonsOf(withAnsible),
    });
    process.stderr.write(`${corpus.name}: ${own.length} units\n`);
  }
  writePage(readResults(), readCorpusResults());
}

function survey({ paths, config }: Corpus, folder: string, ansibleModules: boolean): Unit[] {
  const scratch = mkdtempSync(join(tmpdir(), 'provision-corpora-'));
  try {
    writeFileSync(join(scratch, 'provision.yml'), `ansible_modules: ${String(ansibleModules)}\n`);
    const places = paths.map((path) => join(folder, path));
    const missing = places.filter((place) => !existsSync(place));
    if (missing.length > 0) throw new Error(`there is no ${missing.join(', ')}`);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(checkout, 'dist/cli/main.js'), 'import-ansible', '--output', 'json', ...places],
      {
        cwd: scratch,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        env: { ...process.env, ...(config !== undefined && { ANSIBLE_CONFIG: join(folder, config) }) },
      },
    );
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Unit[];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function count(units: readonly Unit[]): Counts {
  const tasks = units.reduce((sum, unit) => sum + unit.tasks, 0);
  const stopped = units.flatMap(({ obstacles }) => obstacles.filter(({ module }) => module !== undefined));
  return {
    units: units.length,
    unitsLoading: units.filter(({ obstacles }) => !obstacles.some(({ stopsLoading }) => stopsLoading)).length,
    unitsRunning: units.filter(({ obstacles }) => obstacles.length === 0).length,
    tasks,
    tasksLoading: tasks - stopped.filter(({ stopsLoading }) => stopsLoading).length,
    tasksRunning: tasks - stopped.length,
  };
}

function reasonsOf(units: readonly Unit[]): Reason[] {
  const sets = units.map(({ obstacles }) => new Set(obstacles.flatMap(({ reasons }) => reasons)));
  const all = new Set(sets.flatMap((set) => [...set]));
  const reasons = [...all].map((text) => ({
    text,
    units: sets.filter((set) => set.has(text)).length,
    only: sets.filter((set) => set.has(text) && set.size === 1).length,
  }));
  return reasons.sort((a, b) => b.units - a.units || b.only - a.only || (a.text < b.text ? -1 : 1));
}

main();
