import type { Said } from './run-mistake.ts';

/** What an answer to a mistake says. */
export interface Grade {
  /** A file and line, or the flag, variable, host or path that it is about. */
  readonly where: boolean;
  /** The mistake, in a sentence. */
  readonly what: boolean;
  /** What to write instead, or what to do. */
  readonly fix: boolean;
}

/** A file with or without its line, a flag, or what the command line names. */
const WHERE =
  /-->|\S+:\d+|--\w[\w-]*|\b[\w./-]+\.(yml|yaml|ini|j2|ejs|txt|sh|py)\b|'\S+'|"\S+"|\b(pattern|host|inventory|file|program|group) \S/;
const WHAT = /^(error|warning)(\[[\w-]+\])?: \S/m;
const FIX =
  /^\s*(help|hint): |Did you mean|\b(Run|Give|Write|Set|Use|Remove|Call|Make|Add|Choose|Name) \S|Allowed choices|\(choices: |expects?\b/m;

/** What is said of a mistake; undefined where it is none. */
export const gradeOf = ({ code, text }: Said): Grade | undefined =>
  code === 0 && !WHAT.test(text) ? undefined : { where: WHERE.test(text), what: WHAT.test(text), fix: FIX.test(text) };

/** The figures as the page has them. */
export function renderGrades(grades: readonly Grade[]): string {
  const share = (has: (grade: Grade) => boolean): string => {
    const count = grades.filter(has).length;
    return `${count} (${Math.floor((100 * count) / grades.length)} %)`;
  };
  const all = share(({ where, what, fix }) => where && what && fix);
  return `${grades.length} mistakes: ${share(({ what }) => what)} say what is wrong, ${share(({ where }) => where)} where, ${share(({ fix }) => fix)} how to fix it; ${all} say all three.`;
}
