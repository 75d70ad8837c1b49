import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Query } from '../../query/query.ts';
import type { ResourceKey } from '../../query/resource-key.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';

export interface CleanParams {
  readonly clean?: boolean | undefined;
  readonly autoclean?: boolean | undefined;
}

/** The package files that apt has downloaded. */
export const ARCHIVES: ResourceKey = 'tree:/var/cache/apt/archives';

const COUNT = 'eval "$(apt-config shell d Dir::Cache::archives/d)" && find "$d" -type f ! -name lock | wc -l';

/** The simulation keeps apt's own cache as it is. */
const OUTDATED = 'apt-get -s -q -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= autoclean';

/** Asks what would be removed; `clean` includes what `autoclean` removes. */
export function archivesToClean({ clean, autoclean }: CleanParams): Query<ShellAnswer>[] {
  if (clean) return [shell({ script: COUNT, reads: ['packages:', ARCHIVES] })];
  return autoclean ? [shell({ script: OUTDATED, reads: ['packages:', 'apt:lists', ARCHIVES] })] : [];
}

/** What `clean` or `autoclean` removes. */
export function diffArchives({ clean }: CleanParams, { exitStatus, stdout, stderr }: ShellAnswer): Change[] {
  if (exitStatus !== 0) throw new ModuleFailure(`the downloaded package files cannot be listed: ${stderr}`);
  if (clean) {
    const count = Number(stdout);
    return count === 0 ? [] : [{ attribute: 'downloaded package files', before: count, after: 0 }];
  }
  return [...stdout.matchAll(/^Del (\S+) (\S+)/gm)].map(([, name = '', version]) => ({
    attribute: `downloaded file of ${name}`,
    before: version,
    after: null,
  }));
}

/** The answer of `archivesToClean` when it has been done. */
export const cleaned = ({ clean }: CleanParams): ShellAnswer => ({
  exitStatus: 0,
  stdout: clean ? '0\n' : '',
  stderr: '',
});

/** The command, which also removes what earlier commands of the task have downloaded. */
export const cleanCommands = ({ clean, autoclean }: CleanParams): string[][] => {
  if (clean) return [['clean']];
  return autoclean ? [['autoclean']] : [];
};
