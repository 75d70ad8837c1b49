import { join } from 'node:path';
import { didYouMean } from '../../diagnostic/suggest.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { LoadSession } from '../load-session.ts';
import { displayPath } from '../files/yaml-files.ts';

/** A role's absolute directory. A full name (`collection.name.role`) stands for its last part. */
export function findRole(name: string, { files, rolesPath }: LoadSession): string | undefined {
  const candidates = [name, name.split('.').at(-1) ?? name];
  return candidates
    .flatMap((candidate) => rolesPath.map((directory) => join(directory, candidate)))
    .find((path) => files.isDirectory(path));
}

export function reportUnknownRole(name: string, range: SourceRange, session: LoadSession): void {
  const known = session.rolesPath.flatMap((directory) => session.files.list(directory));
  session.diagnostics.error({
    code: 'unknown-role',
    summary: `There is no role ${name}`,
    detail: `Looked for in ${session.rolesPath.map(displayPath).join(', ')}.`,
    suggestion: didYouMean(name, known),
    range,
  });
}
