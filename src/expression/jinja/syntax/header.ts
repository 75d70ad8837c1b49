import { literalEval } from '../python/literal-eval.ts';
import { stripLeft } from '../python/text.ts';
import type { Settings } from './settings.ts';
import { JinjaSyntaxError } from './syntax-error.ts';

const HEADER = '#jinja2:';

const NAMES: Readonly<Record<string, keyof Settings>> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  newline_sequence: 'newlineSequence',
  keep_trailing_newline: 'keepTrailingNewline',
};

/** The settings in a template's first line, such as `#jinja2: trim_blocks: False`, and the length of that line. */
export function readHeader(text: string, settings: Settings): { readonly settings: Settings; readonly length: number } {
  if (!text.startsWith(HEADER)) return { settings, length: 0 };
  const end = text.indexOf('\n');
  const line = text.slice(HEADER.length, end < 0 ? -1 : end);
  const changed = Object.fromEntries(line.split(',').map((pair) => readPair(pair, text)));
  return { settings: { ...settings, ...changed }, length: end < 0 ? 0 : end + 1 };
}

function readPair(pair: string, text: string): [string, unknown] {
  const [, key = '', value = ''] = /^([^:]*):([^]*)$/.exec(pair) ?? [];
  const span = { start: 0, end: Math.max(HEADER.length, text.indexOf('\n')) };
  const name = NAMES[key.trim()];
  if (name === undefined) throw new JinjaSyntaxError(`The setting ${key.trim() || pair.trim()} is not known`, span);
  const read = literalEval(stripLeft(value).trimEnd());
  if (typeof read !== 'string' && typeof read !== 'boolean') {
    throw new JinjaSyntaxError(`${key.trim()} takes True, False or a text in quotes`, span);
  }
  return [name, read];
}
