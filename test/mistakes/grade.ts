import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import type { Said } from './run-mistake.ts';

/** What an answer to a mistake says, each for all of its diagnostics. */
export interface Grade {
  /** A place in a file, a file as a whole, or the flag, variable or word of the command line. */
  readonly where: boolean;
  /** The mistake, in a sentence. */
  readonly what: boolean;
  /** What to write or to do about this very mistake. */
  readonly fix: boolean;
}

/** What is said of a mistake; undefined where it is none. An exit code without a diagnostic says nothing. */
export function gradeOf({ code, diagnostics }: Said): Grade | undefined {
  if (diagnostics.length === 0) return code === 0 ? undefined : { where: false, what: false, fix: false };
  return {
    where: diagnostics.every(({ range }) => range !== undefined && range.source.path !== ''),
    what: diagnostics.every(({ summary }) => /\w \w/.test(summary)),
    fix: diagnostics.every(hasFix),
  };
}

/**
 * Whether the diagnostic's own suggestion can be acted upon as it stands: it names what was meant, quotes in backticks what to write or
 * to run, or lists the names that are accepted. What `FIXES` has for every mistake of a code does not count.
 */
export const hasFix = ({ suggestion }: Diagnostic): boolean =>
  suggestion !== undefined && [MEANT, LITERAL, NAMES].some((form) => form.test(suggestion));

const MEANT = /^Did you mean \S/;
const LITERAL = /`[^`\s][^`]*`|` +[^`]+`/;
const NAMES = /\b(?:are|takes) [\w.:!<>%-]+(?:, [\w.:!<>%-]+)*/;

/** The figures as the page has them. */
export function renderGrades(grades: readonly Grade[]): string {
  const share = (has: (grade: Grade) => boolean): string => {
    const count = grades.filter(has).length;
    return `${count} (${Math.floor((100 * count) / grades.length)} %)`;
  };
  const all = share(({ where, what, fix }) => where && what && fix);
  return `${grades.length} mistakes: ${share(({ what }) => what)} say what is wrong, ${share(({ where }) => where)} where, ${share(({ fix }) => fix)} how to fix it; ${all} say all three.`;
}
