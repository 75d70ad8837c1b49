import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { checkout } from '../lab.ts';

const schema = z.array(
  z.strictObject({
    name: z.string(),
    isMain: z.boolean().default(false),
    paths: z.array(z.string()).min(1),
    config: z.string().optional(),
  }),
);

/** A corpus of corpora.yml. */
export type Corpus = z.infer<typeof schema>[number];

/** How much of a corpus loads, and would run. */
export interface Counts {
  readonly units: number;
  readonly unitsLoading: number;
  readonly unitsRunning: number;
  readonly tasks: number;
  readonly tasksLoading: number;
  readonly tasksRunning: number;
}

/** What keeps units from running whole: the number of units that it is a reason for, and the only one. */
export interface Reason {
  readonly text: string;
  readonly units: number;
  readonly only: number;
}

export interface CorpusResult {
  readonly name: string;
  readonly isMain: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly own: Counts;
  /** With `ansible_modules: true` and Debian's ansible on this machine. */
  readonly withAnsible: Counts;
  /** Of the units that do not run even so. */
  readonly reasons: readonly Reason[];
}

const FILE = join(checkout, 'bench/roles/corpora.json');

export const readCorpora = (): Corpus[] =>
  schema.parse(load(readFileSync(join(checkout, 'bench/roles/corpora.yml'), 'utf8')));

/** The stored results, in the order of corpora.yml. */
export const readCorpusResults = (): CorpusResult[] =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as CorpusResult[]) : [];

/** Replaces the earlier result of a corpus. */
export function keepCorpusResult(result: CorpusResult): void {
  const names = readCorpora().map(({ name }) => name);
  const others = readCorpusResults().filter(({ name }) => name !== result.name && names.includes(name));
  const all = [...others, result].sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  writeFileSync(FILE, `${JSON.stringify(all, null, 1)}\n`);
}
