import { join } from 'node:path';
import { readText } from '../controller/read-file.ts';
import { nameOneOf } from '../diagnostic/suggest.ts';
import { InvalidInput } from '../diagnostic/diagnostic.ts';
import type { EngineEvent, RunFinished, RunStarted } from '../engine/events.ts';
import { listRecords } from './prune-runs.ts';
import { runsDirectory } from './run-directory.ts';
import { placeOf } from '../diagnostic/source-range.ts';

/** An event as recorded. */
export type RecordedEvent = EngineEvent & { readonly at: string };

export interface RecordedRun {
  readonly id: string;
  readonly started: RunStarted;
  /** Undefined if the run was killed, or has not ended. */
  readonly finished: RunFinished | undefined;
  readonly events: readonly RecordedEvent[];
}

/** All recorded runs, newest first; invalid files are skipped. */
export const loadRuns = (root: string): RecordedRun[] =>
  listRecords(root).flatMap((name) => {
    const run = readRecord(root, name);
    return run ? [run] : [];
  });

/** The IDs of recorded runs, newest first. */
export const listRuns = (root: string): string[] => listRecords(root).map(idOf);

/** Finds a run by its ID, the beginning or end of it, or `last`. Throws `InvalidInput` if none or several match. */
export function loadRun(root: string, text: string): RecordedRun {
  const ids = listRuns(root);
  const found =
    text === 'last' ? ids.slice(0, 1) : ids.filter((id) => id === text || id.startsWith(text) || id.endsWith(text));
  const [id] = found;
  if (id === undefined) throw unknownRun(text, `There is no recorded run ${text}`, nameOneOf(text, 'runs', ids));
  if (found.length > 1 && !ids.includes(text))
    throw unknownRun(text, `${text} may be any of ${found.slice(0, 5).join(', ')}`, `Write the whole id: \`${id}\`.`);
  const run = readRecord(root, `${ids.includes(text) ? text : id}.ndjson`);
  if (!run) throw unknownRun(text, `The record of ${id} is damaged`);
  return run;
}

const idOf = (name: string): string => name.replace(/\.ndjson$/, '');

const unknownRun = (text: string, summary: string, suggestion = '`provision runs` lists the runs.'): InvalidInput =>
  new InvalidInput([{ code: 'no-such-run', severity: 'error', summary, suggestion, range: placeOf(text) }]);

function readRecord(root: string, name: string): RecordedRun | undefined {
  const events = parseRecord(readText(join(runsDirectory(root), name)));
  const [started] = events;
  if (started?.event !== 'run.started') return undefined;
  const last = events.at(-1);
  return { id: idOf(name), started, finished: last?.event === 'run.finished' ? last : undefined, events };
}

/** The events of complete lines; the last line of a killed run may be truncated. */
function parseRecord(text: string): RecordedEvent[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') return parseRecord(text.slice(0, text.lastIndexOf('\n') + 1));
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as RecordedEvent];
    } catch {
      // a damaged line does not affect the others
      return [];
    }
  });
}
