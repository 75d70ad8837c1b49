import type { SourceRange } from '../diagnostic/source-range.ts';

export interface ReadKey {
  readonly key: string;
  readonly range: SourceRange;
}

/** The key that is read of a name, right behind it: `stdout` of `out.stdout.trim()`, `out?.stdout` and `out['stdout']`. */
export function keyAfter({ source, end }: SourceRange): ReadKey | undefined {
  if (source.secret) return undefined;
  const after = source.text.slice(end, end + 200);
  const found = /^(\??\.)([A-Za-z_]\w*)|^((?:\?\.)?\[\s*['"])([A-Za-z_]\w*)['"]\s*\]/.exec(after);
  const key = found?.[2] ?? found?.[4];
  if (!found || key === undefined) return undefined;
  const start = end + (found[1] ?? found[3] ?? '').length;
  return { key, range: { source, start, end: start + key.length } };
}
