/**
 * The line of a program's output that says why it failed. Programs differ in where they say it: nginx, haproxy and apt in the first line of
 * their own error level, `systemctl status` in the journal's lines below it, most others in their last line.
 */
export function findCause(...outputs: readonly string[]): string | undefined {
  const texts = outputs.map((output) => sinceLastStart(cleanOutput(endsOf(output)).trimEnd().split('\n')));
  return (
    firstOf(texts, findStated) ?? firstOf(texts, findMarked) ?? firstOf(texts, findJournal) ?? firstOf(texts, findLast)
  );
}

/** Output as its author wrote it: without what the shell that ran it puts before its own complaints. */
export const cleanOutput = (output: string): string => output.replace(/^provision: \d+: (eval: )?/gm, '');

/** At each end of an output that is longer than both: millions of short lines cost hundreds of megabytes. */
const READ_AT_ENDS = 256 * 1024;

const endsOf = (output: string): string =>
  output.length <= 2 * READ_AT_ENDS ? output : `${output.slice(0, READ_AT_ENDS)}\n${output.slice(-READ_AT_ENDS)}`;

type Find = (lines: readonly string[]) => string | undefined;

function firstOf(texts: readonly (readonly string[])[], find: Find): string | undefined {
  for (const lines of texts) {
    const found = find(lines);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A module's script has found out by itself. */
const findStated: Find = (lines) => /^cause: (.*)$/.exec(lines.find((line) => line.startsWith('cause: ')) ?? '')?.[1];

/** How programs mark the line that matters; the first such line is the cause, what follows are its consequences. */
const MARKS: readonly RegExp[] = [
  /^E: (?!Sub-process)/,
  /^dpkg: error processing/,
  /\[(emerg|alert|crit)\]/,
  /^\[ALERT\]/,
  /\[ERROR\]|\bERROR: |^AH\d+: Syntax error/,
  // FILE:LINE: and FILE: line LINE:, of compilers and of what validates configuration
  /^[^\s:]+:\d+(:\d+)?: (?!.*\bwarning\b)/,
  /: line \d+: (?!.*\bwarning\b)/,
];

function findMarked(lines: readonly string[]): string | undefined {
  const said = lines.map((line) => line.replace(JOURNAL, ''));
  if (said.includes('Traceback (most recent call last):')) return undefined;
  const at = said.findIndex((line) => MARKS.some((mark) => mark.test(line)));
  return at < 0 ? undefined : withNext(said, at);
}

/** A line that ends with a colon goes on in the next. */
function withNext(lines: readonly string[], at: number): string {
  const line = lines[at]?.trim() ?? '';
  const next = lines[at + 1]?.trim() ?? '';
  return line.endsWith(':') && next !== '' ? `${line} ${next}` : line;
}

/** `Nov 28 17:02:26 web1 nginx[782]: ` */
const JOURNAL = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [^\s[]+\[\d+\]: /;
const OF_SYSTEMD = /^\S+ +\S+ \S+ \S+ systemd\[\d+\]: /;

/** Without what the journal says of earlier starts of the service. */
function sinceLastStart(lines: readonly string[]): readonly string[] {
  const begun = lines.findLastIndex((line) => OF_SYSTEMD.test(line) && /: (Starting|Started|Reloading) /.test(line));
  return lines.filter((line, i) => i > begun || !JOURNAL.test(line));
}

/** What the service itself has said, else what systemd says of it. */
function findJournal(lines: readonly string[]): string | undefined {
  const journal = lines.filter((line) => JOURNAL.test(line));
  const own = journal.filter((line) => !OF_SYSTEMD.test(line));
  return findLast((own.length > 0 ? own : journal).map((line) => line.replace(JOURNAL, '')));
}

/** Lines that say only that something failed, after the one that says what. */
const CONSEQUENCES: readonly RegExp[] = [
  /^[\s^~|.=-]*$/,
  /^\s/,
  /^See "?systemctl status/,
  /^Job for .* (failed|canceled)/,
  /Failed with result/,
  /Main process exited|Control process exited/,
  /: Failed to start /,
  /^Failed to start /,
  /Start request repeated too quickly/,
  /Scheduled restart job/,
  /^tar: Skipping to next header/,
  /Exiting with failure status due to previous errors/,
  /cannot lock \S+; try again later/,
  /configuration file .* test failed/,
  /^terminating, \d+ bad configuration/,
  /^E: Sub-process/,
  /^make(\[\d+\])?: \*\*\*/,
  /^dpkg: dependency problems prevent|^Errors were encountered while processing/,
];

function findLast(lines: readonly string[]): string | undefined {
  const spoken = lines.filter((line) => line.trim() !== '');
  const cause = spoken.findLast((line) => !CONSEQUENCES.some((pattern) => pattern.test(line)));
  return (cause ?? spoken.at(-1))?.trim();
}
