import { isFree, isHolderAlive } from '../../engine/lock/lock-report.ts';
import type { BatchProcess, LockReport, RunningBatch } from '../../engine/lock/lock-report.ts';
import type { Release } from '../../engine/lock/release-lock.ts';

/** Whether the lock is still held. */
export const isStillLocked = ({ before, after }: Release): boolean => !isFree(after ?? before);

/** The lock and processes that were found on a host, and what was done about them. */
export function renderRelease(host: string, release: Release): string {
  const { before } = release;
  if (isFree(before)) return `${host}: not locked\n`;
  const lines = [
    `${host}: locked by ${renderHolder(before)}`,
    ...before.batches.flatMap(renderBatch),
    `  ${renderOutcome(release)}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function renderHolder(report: LockReport): string {
  const holder = report.holders.at(-1);
  const who = holder ? `${holder.who}, run ${holder.runId}, since ${holder.since}` : 'an unknown run';
  const silent = report.silentSeconds === undefined ? '' : `; last heard of ${renderSeconds(report.silentSeconds)} ago`;
  return `${who} (${isHolderAlive(report) ? 'alive' : 'dead'}${silent})`;
}

function renderBatch({ id, pid, processes }: RunningBatch): string[] {
  return [`  batch ${id}`, ...renderTree(processes, pid, '    ')];
}

/** The process tree below a parent. */
function renderTree(processes: readonly BatchProcess[], root: number, indent: string): string[] {
  const isRoot = ({ pid, parent }: BatchProcess): boolean =>
    pid === root || (parent !== root && !processes.some((other) => other.pid === parent));
  const below = (process: BatchProcess, by: string): string[] => [
    `${by}${String(process.pid)}  ${renderSeconds(process.seconds)}  ${process.command}`,
    ...processes.filter(({ parent }) => parent === process.pid).flatMap((child) => below(child, `${by}  `)),
  ];
  return processes.filter(isRoot).flatMap((process) => below(process, indent));
}

function renderOutcome(release: Release): string {
  const { before, after } = release;
  if (after !== undefined) return isFree(after) ? 'ended: the next run continues from there' : 'it could not be ended';
  if (isHolderAlive(before)) return 'that run is active: end it where it was started';
  return '--end ends it';
}

function renderSeconds(seconds: number): string {
  if (seconds < 120) return `${String(seconds)} s`;
  return seconds < 7200 ? `${String(Math.round(seconds / 60))} min` : `${String(Math.round(seconds / 3600))} h`;
}
