import type { Stats } from 'node:fs';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { isAbsent, toUnreadable } from './file-error.ts';

/** What stands at a path, links followed; as a sentence names it. */
export type FileKind = 'file' | 'a directory' | 'a pipe' | 'a socket' | 'a device';

type Kinds = Pick<Stats, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket'>;

export function kindOfStats(stats: Kinds): FileKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/**
 * What stands at a path; undefined where nothing does. `unreadable`: something, of which the system does not say more (a
 * link that leads nowhere or in a circle, a directory that may not be entered). Whoever reads it is told why.
 */
export function kindOf(path: string): FileKind | 'unreadable' | undefined {
  try {
    return kindOfStats(statSync(path));
  } catch (error) {
    if (isAbsent(error)) return isDangling(path) ? 'unreadable' : undefined;
    toUnreadable(path, error);
    return 'unreadable';
  }
}

/** Whether there is a link that leads nowhere. */
export function isDangling(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch (error) {
    toUnreadable(path, error);
    return false;
  }
}

/** The names in a directory, sorted; none where there is no directory, or it may not be read. */
export function listDirectory(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    toUnreadable(path, error);
    return [];
  }
}
