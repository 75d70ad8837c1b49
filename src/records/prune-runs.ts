import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf } from '../controller/file-kind.ts';
import { runsDirectory } from './run-directory.ts';

/** The limits of kept records: their number and their total size. */
export const MOST_RUNS = 100;
const MOST_ROOM_BYTES = 200 * 1024 * 1024;

const NAME = /^\d{8}T\d{6}Z-[0-9a-f]+\.ndjson$/;

/** File names of recorded runs, newest first. */
export function listRecords(root: string): string[] {
  const directory = runsDirectory(root);
  if (kindOf(directory) !== 'a directory') return [];
  return readdirSync(directory)
    .filter((name) => NAME.test(name))
    .sort()
    .reverse();
}

/** Removes the oldest records; the newest is kept regardless of its size. */
export function pruneRuns(root: string): void {
  let room = 0;
  for (const [i, name] of listRecords(root).entries()) {
    const path = join(runsDirectory(root), name);
    room += lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (i > 0 && (i >= MOST_RUNS || room > MOST_ROOM_BYTES)) rmSync(path, { force: true });
  }
}
