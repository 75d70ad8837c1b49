import { join } from 'node:path';
import type { Play } from '../types.ts';
import { loadRole } from '../role/load-role.ts';
import { NO_KEYWORDS } from '../task/read-keywords.ts';
import type { LoadSession } from '../load-session.ts';

/** Reads the roles that no play names, so that mistakes in them are reported. */
export async function checkOtherRoles(plays: readonly Play[], session: LoadSession): Promise<void> {
  const { files, rolesPath, playbookDirectory } = session;
  const read = new Set(plays.flatMap(({ roles }) => roles.map(({ role }) => role.path)));
  const source = { path: playbookDirectory, text: '' };
  const own = [join(playbookDirectory, 'roles'), join(playbookDirectory, '..', 'roles')];
  for (const directory of rolesPath.filter((path) => own.includes(path))) {
    for (const name of files.list(directory)) {
      const path = join(directory, name);
      if (read.has(path) || !files.isDirectory(path) || name.startsWith('.')) continue;
      await loadRole(
        { name, range: { source, start: 0, end: 0 } },
        { session, keywords: NO_KEYWORDS, chain: [], endless: [], loopVars: [] },
      );
    }
  }
}
