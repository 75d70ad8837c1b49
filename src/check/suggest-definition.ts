import { didYouMean, nearest } from '../diagnostic/suggest.ts';
import { GLOBAL_NAMES } from '../expression/jinja/runtime/globals.ts';
import { lineAt } from '../diagnostic/source-range.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';

/** How to define a name that nothing defines, or to do without; a word of YAML that stands in an expression as the word that is meant. */
export function suggestDefinition(name: string, { source, start }: SourceRange): string {
  const word = WORDS[name.toLowerCase()];
  if (word !== undefined) return `Write \`${word}\`.`;
  const flag = nearest(name, ['true', 'false']);
  if (flag !== undefined) return `Did you mean ${flag}?`;
  const called = source.text.slice(start + name.length).startsWith('(') ? didYouMean(name, GLOBAL_NAMES) : undefined;
  if (called !== undefined) return called;
  const isJinja = !source.secret && (/\{\{|\{%/.test(lineAt(source, start)) || source.path.endsWith('.j2'));
  const fallback = isJinja ? `{{ ${name} | default('') }}` : `${name} ?? ''`;
  return `Set it in group_vars/all.yml, \`${name}: value\`, give it with \`-e ${name}=value\`, or write a default: \`${fallback}\`.`;
}

const WORDS: Readonly<Record<string, string>> = { yes: 'true', on: 'true', no: 'false', off: 'false' };
