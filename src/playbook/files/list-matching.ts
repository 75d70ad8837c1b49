import { isAbsolute, join } from 'node:path';
import type { YamlFiles } from './yaml-files.ts';

/** The files in any of the directories that match a pattern with `*` and `?`, sorted by path. Wildcards do not match a leading dot. */
export function listMatching(directories: readonly string[], pattern: string, files: YamlFiles): string[] {
  const segments = pattern.split('/').filter(Boolean);
  const bases = isAbsolute(pattern) ? ['/'] : directories;
  const found = bases.flatMap((base) => descend([base], segments, files)).filter((path) => files.isFile(path));
  return [...new Set(found)].sort();
}

function descend(bases: readonly string[], [segment, ...rest]: readonly string[], files: YamlFiles): readonly string[] {
  if (segment === undefined) return bases;
  const matches = bases.flatMap((base) =>
    /[*?]/.test(segment)
      ? files
          .list(base)
          .filter((name) => toPattern(segment).test(name))
          .map((name) => join(base, name))
      : [join(base, segment)],
  );
  return descend(matches, rest, files);
}

function toPattern(segment: string): RegExp {
  const body = segment
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${/^[*?]/.test(segment) ? '(?!\\.)' : ''}${body}$`);
}
