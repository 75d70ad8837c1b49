import type { Templated } from '../../expression/compiled.ts';

/** The pattern of a templated path, with `*` for each expression. Undefined if the path may be anything. */
export function templatePattern(path: Templated): string | undefined {
  if (path.kind === 'literal') return String(path.value);
  if (path.kind !== 'template') return undefined;
  const pattern = path.template.source.text.replace(/<%[\s\S]*?%>|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, '*');
  return /^\W*$/.test(pattern) ? undefined : pattern;
}
