import { join } from 'node:path';
import { didYouMean } from '../../diagnostic/suggest.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { LoadSession } from '../load-session.ts';
import { displayPath } from '../files/yaml-files.ts';

/** A role's absolute directory. A full name (`collection.name.role`) stands for its last part. */
export function findRole(name: string, { files, rolesPath, bundledRoles }: LoadSession): string | undefined {
  const candidates = [name, name.split('.').at(-1) ?? name];
  const bundled = bundledRoles === undefined ? [] : [bundledRoles];
  const directories = name.startsWith(BUNDLED) ? [...bundled, ...rolesPath] : [...rolesPath, ...bundled];
  return candidates
    .flatMap((candidate) => directories.map((directory) => join(directory, candidate)))
    .find((path) => files.isDirectory(path));
}

/** `provision.nginx` is the role that comes with the program, also where the project has another nginx. */
const BUNDLED = 'provision.';

export function reportUnknownRole(name: string, range: SourceRange, session: LoadSession): void {
  const { rolesPath, bundledRoles, files } = session;
  const bundled = bundledRoles === undefined ? [] : files.list(bundledRoles);
  const known = [...rolesPath.flatMap((directory) => files.list(directory)), ...bundled];
  const own = `Looked for in ${rolesPath.map(displayPath).join(', ')}`;
  session.diagnostics.error({
    code: 'unknown-role',
    summary: `There is no role ${name}`,
    detail: bundled.length === 0 ? `${own}.` : `${own}, and among the roles that come with provision.`,
    suggestion:
      didYouMean(name, known) ?? (bundled.length === 0 ? undefined : `provision comes with ${bundled.join(', ')}.`),
    range,
  });
}
