import type { RegexFlags } from './pattern-reader.ts';
import type { PyRegex } from './regex-translation.ts';
import { RegexTranslation } from './regex-translation.ts';

export type { PyRegex } from './regex-translation.ts';

const known = new Map<string, PyRegex>();
const MOST_KNOWN = 2000;

/** Compiles a pattern of Python's `re`. Throws `ValueError` if it is malformed, `Refused` if it is not supported. */
export function compileRegex(pattern: string, flags: RegexFlags): PyRegex {
  const key = `${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.dotAll === true ? 's' : ''}:${pattern}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size > MOST_KNOWN) known.clear();
  const made = new RegexTranslation(pattern, flags).result();
  known.set(key, made);
  return made;
}
