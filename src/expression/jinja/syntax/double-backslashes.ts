import { lexVerbatim } from './lex.ts';
import type { Edit, PreparedText } from './prepared-text.ts';
import { applyEdits } from './prepared-text.ts';
import type { Settings } from './settings.ts';

/**
 * Doubles the backslashes in strings within `{{ }}`. Ansible does this for values in YAML, so that regular expressions are
 * written with single backslashes there, but not for statements and template files.
 */
export function doubleBackslashes(source: PreparedText, settings: Settings): PreparedText {
  if (!source.text.includes('\\') || !source.text.includes('{{')) return source;
  const edits: Edit[] = [];
  let inVariable = false;
  for (const { kind, text, start, end } of lexVerbatim(source.text, settings)) {
    if (kind === 'variable_begin') inVariable = true;
    if (kind === 'variable_end') inVariable = false;
    if (inVariable && kind === 'string') edits.push(...backslashesOf(text, start, end));
  }
  return applyEdits(source, edits);
}

const backslashesOf = (literal: string, start: number, end: number): Edit[] =>
  [...literal.matchAll(/\\/g)]
    .map(({ index }) => ({ start: start + index, end: start + index + 1, text: '\\\\' }))
    .filter((edit) => edit.end <= end);
