import { InvalidInput } from '../diagnostic/diagnostic.ts';
import { shellWord } from '../diagnostic/shell-word.ts';
import { placeOf } from '../diagnostic/source-range.ts';

/** A plan's file that cannot be used, as a mistake of the user's; FILE in the suggestion is its path. */
export const planError = (path: string, summary: string, suggestion = MAKE_NEW): InvalidInput =>
  new InvalidInput([
    {
      code: 'plan-file',
      severity: 'error',
      summary,
      suggestion: suggestion.replaceAll('FILE`', `${shellWord(path)}\``),
      range: placeOf(path),
    },
  ]);

export const MAKE_NEW = 'Make a new one: `provision plan --out FILE`.';
