import type { LockHolder } from '../../transport/session.ts';

export interface LockReport {
  /** The holders that the lock file names. */
  readonly holders: readonly (LockHolder & { readonly isAlive: boolean })[];
  /** Seconds since the last sign of life of the run that holds the lock. */
  readonly silentSeconds: number | undefined;
  readonly batches: readonly RunningBatch[];
}

export interface RunningBatch {
  readonly id: string;
  readonly pid: number;
  readonly processes: readonly BatchProcess[];
}

export interface BatchProcess {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
  readonly command: string;
}

/** A run without a sign of life for this long is considered dead; runs send one every 15 s. */
const SILENT_SECONDS = 40;

/** Whether the run that holds the lock is alive. */
export const isHolderAlive = ({ holders, silentSeconds = 0 }: LockReport): boolean =>
  holders.some(({ isAlive }) => isAlive) && silentSeconds < SILENT_SECONDS;

export const isFree = ({ holders, batches }: LockReport): boolean =>
  batches.length === 0 && !holders.some(({ isAlive }) => isAlive);

/** Parses the output of `renderLockReport`'s script; ignores other lines. */
export function parseLockReport(text: string): LockReport {
  const rows = text.split('\n').map((line) => line.split('\t'));
  const holders = rows.flatMap(([word, , alive, json]) => {
    const holder = word === 'holder' ? parseHolder(json ?? '') : undefined;
    return holder ? [{ ...holder, isAlive: alive === 'yes' }] : [];
  });
  const beat = rows.find(([word]) => word === 'beat')?.[1];
  return { holders, silentSeconds: beat === undefined ? undefined : Number(beat), batches: parseBatches(rows) };
}

function parseBatches(rows: readonly (readonly string[])[]): RunningBatch[] {
  const batches: { id: string; pid: number; processes: BatchProcess[] }[] = [];
  for (const [word, first = '', second, third, command = ''] of rows) {
    if (word === 'batch') batches.push({ id: first.replace(/^[0-9a-f]{16}-/, ''), pid: Number(second), processes: [] });
    if (word !== 'process') continue;
    const process = { pid: Number(first), parent: Number(second), seconds: Number(third), command: command.trim() };
    batches.at(-1)?.processes.push(process);
  }
  return batches;
}

function parseHolder(json: string): LockHolder | undefined {
  try {
    const { who, runId, since } = JSON.parse(json) as Partial<LockHolder>;
    return who === undefined || runId === undefined || since === undefined ? undefined : { who, runId, since };
  } catch {
    return undefined;
  }
}
