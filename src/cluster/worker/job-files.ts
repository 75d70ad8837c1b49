import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobNode } from '../jobs/cluster-job.ts';
import type { HandedOn } from '../jobs/handed-on.ts';

/** What the process of a job reads and writes besides its events. */
export interface JobFiles {
  /** Flags that name the files. */
  readonly words: readonly string[];
  /** What its tasks have set, as JSON; undefined where no job comes after it, or it wrote nothing. */
  values(): string | undefined;
  remove(): void;
}

/** `handedOn` undefined: no job waits for another. */
export function writeJobFiles(free: readonly JobNode[], handedOn: HandedOn | undefined): JobFiles {
  const scratch = mkdtempSync(join(tmpdir(), 'provision-job-'));
  const file = (name: string): string => join(scratch, name);
  writeFileSync(file('nodes'), free.map(({ id }) => `${id}\n`).join(''));
  if (handedOn) writeFileSync(file('values-from'), JSON.stringify(handedOn));
  const values = handedOn ? ['--values-from', file('values-from'), '--values-to', file('values-to')] : [];
  return {
    words: ['--nodes', file('nodes'), ...values],
    values: () => (existsSync(file('values-to')) ? readFileSync(file('values-to'), 'utf8') : undefined),
    remove: () => rmSync(scratch, { recursive: true }),
  };
}
