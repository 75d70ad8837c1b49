import type { Templated } from '../../expression/compiled.ts';

/** The names that a templated path may become, with `*` for each expression. Undefined where it may be anything. */
export function templatePattern(path: Templated): string | undefined {
  if (path.kind === 'literal') return String(path.value);
  if (path.kind !== 'template') return undefined;
  const pattern = path.template.source.text.replace(/<%[\s\S]*?%>|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, '*');
  return /^\W*$/.test(pattern) ? undefined : pattern;
}
