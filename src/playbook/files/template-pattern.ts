import type { Templated } from '../../expression/compiled.ts';

/** The names that a templated path may become, with `*` for each tag. Undefined where it may be anything. */
export function templatePattern(path: Templated): string | undefined {
  if (path.kind === 'literal') return String(path.value);
  const pattern = path.kind === 'template' ? path.template.source.text.replace(/<%[\s\S]*?%>/g, '*') : '*';
  return /^\W*$/.test(pattern) ? undefined : pattern;
}
