import type { ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { programText } from '../../values/program-text.ts';
import { ancestors } from './parent-directory.ts';
import safeWay from './safe-way.sh';

/**
 * A module that works on paths within a directory over several commands is safe from other users only if none of them can rename
 * parts of the path. Such a module queries the path, rejects it in `diff` if it is unsafe, and checks it again when it acts. Single files
 * are written by `renderBeside`, which is safe everywhere.
 */
export const wayQueries = (directory: string): Query<StatAnswer>[] => wayTo(directory).map((path) => stat(path));

/** The answers to `wayQueries`. A link's target is checked only when the module acts. */
export function requireSafeWay(directory: string, found: readonly StatAnswer[], { as = 'root' }: ModuleContext): void {
  const unsafe = wayTo(directory).find((_, i) => isUnsafe(found[i], as));
  if (unsafe === undefined) return;
  throw new ModuleFailure(
    `another user may change ${unsafe}, and so redirect files of ${directory} to any place`,
    `Make ${as} the owner of ${unsafe} and the only user who may write to it, or run this task as its owner, with become_user.`,
  );
}

/** Shell code that fails if the path to one of the directories is not safe. */
export const renderSafeWays = (directories: readonly string[]): string =>
  [programText(safeWay).trimEnd(), ...directories.map((each) => `safe_way ${quote(each)} || exit`)].join('\n');

const wayTo = (directory: string): string[] => [...ancestors(directory), directory];

function isUnsafe(found: StatAnswer | undefined, as: string): boolean {
  if (!found?.exists || found.type !== 'directory') return false;
  if (found.owner !== 'root' && found.owner !== as) return true;
  const mode = parseInt(found.mode, 8);
  if ((mode & STICKY) !== 0) return false;
  return (mode & OTHERS_WRITE) !== 0 || ((mode & GROUP_WRITES) !== 0 && !['root', 'staff', as].includes(found.group));
}

const STICKY = 0o1000;
const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
