import { quote } from './quote.ts';
import type { Query } from './query.ts';
import { queryId } from './query.ts';

/** A read-only script that answers many queries, with the parser of its output. */
export interface Observation {
  readonly script: string;
  /** Answers by query ID. Throws if the output is not that of the script; answers that were to be fetched ahead may be missing. */
  parse(stdout: Buffer): ReadonlyMap<string, unknown>;
  /** The queries during which the time for those ahead ran out: none of them has an answer. */
  slow(answers: ReadonlyMap<string, unknown>): readonly Query[];
}

/** Queries whose answers are useful only if they arrive in time. */
export interface Ahead {
  readonly queries: Iterable<Query>;
  readonly seconds: number;
}

interface Section {
  readonly queries: readonly Query[];
  readonly as: string | undefined;
}

/**
 * Merges queries: one fragment for each kind and user. `boundary` must be unpredictable, so that no content contains it.
 * Queries ahead run after the others, in a shell of their own, which is ended when their time is over.
 */
export function renderObservation(queries: Iterable<Query>, boundary: string, ahead?: Ahead): Observation {
  const sections = groupQueries(queries);
  const later = groupQueries(ahead?.queries ?? []);
  const other = `${boundary}.ahead`;
  return {
    script:
      renderSections(sections, boundary) +
      (ahead && later.length > 0 ? endAfter(ahead, renderSections(later, other)) : ''),
    parse: (stdout) => {
      const { answers, end } = parseSections(stdout, { sections, boundary });
      const rest = parseSections(stdout.subarray(end), { sections: later, boundary: other, mayEnd: true });
      return new Map([...rest.answers, ...answers]);
    },
    slow: (answers) =>
      later.find((section) => !section.queries.every((query) => answers.has(queryId(query))))?.queries ?? [],
  };
}

const renderSections = (sections: readonly Section[], boundary: string): string =>
  [
    'export LC_ALL=C',
    ...sections.map((section, i) => renderSection(section, `${boundary}.${i}`)),
    `printf '%s\\n' ${boundary}.end`,
    '',
  ].join('\n');

/** A query may ignore SIGTERM. */
const KILL_AFTER_SECONDS = 5;

/** The longest time that queries take which are asked together with others ahead. A process that no signal ends takes longer. */
export const sharedSecondsOf = ({ seconds }: Ahead): number => 3 * seconds + seconds + KILL_AFTER_SECONDS;

const endAfter = ({ seconds }: Ahead, script: string): string =>
  `printf '%s' ${quote(script)} | timeout -k ${KILL_AFTER_SECONDS} ${seconds} sh 2>/dev/null || :\n`;

function groupQueries(queries: Iterable<Query>): Section[] {
  const groups = new Map<string, Map<string, Query>>();
  for (const query of queries) {
    const group = `${query.kind.name}\0${query.as ?? ''}`;
    const members = groups.get(group) ?? new Map<string, Query>();
    groups.set(group, members.set(queryId(query), query));
  }
  return [...groups.values()].map((members) => {
    const list = [...members.values()];
    return { queries: list, as: list[0]?.as };
  });
}

function renderSection(section: Section, boundary: string): string {
  const [first] = section.queries;
  if (!first) return '';
  const fragment = first.kind.script(
    section.queries.map(({ args }) => args),
    boundary,
  );
  const body = section.as === undefined ? `(\n${fragment}\n) </dev/null` : runAs(section.as, fragment);
  return `printf '%s\\n' ${boundary}\n${body}\n`;
}

/** The script is passed on stdin, since every user of the host can read command lines. */
function runAs(user: string, script: string): string {
  return `printf '%s' ${quote(`export LC_ALL=C\n(\n${script}\n) </dev/null\n`)} | runuser -u ${quote(user)} -- sh`;
}

interface Parsed {
  readonly answers: ReadonlyMap<string, unknown>;
  /** The offset behind the last section. */
  readonly end: number;
}

function parseSections(
  stdout: Buffer,
  { sections, boundary, mayEnd = false }: { sections: readonly Section[]; boundary: string; mayEnd?: boolean },
): Parsed {
  const answers = new Map<string, unknown>();
  let from = 0;
  for (const [i, section] of sections.entries()) {
    const start = stdout.indexOf(`${boundary}.${i}\n`, from);
    const next = i + 1 < sections.length ? `${boundary}.${i + 1}\n` : `${boundary}.end\n`;
    const end = stdout.indexOf(next, start);
    if (mayEnd && (start < 0 || end < 0)) break;
    if (start < 0 || end < 0)
      throw new Error(`observation is incomplete: no answer to ${section.queries[0]?.kind.name ?? 'nothing'}`);
    const output = stdout.subarray(start + `${boundary}.${i}\n`.length, end);
    parseSection(section, output, `${boundary}.${i}`).forEach(([id, answer]) => answers.set(id, answer));
    from = end;
  }
  return { answers, end: from };
}

function parseSection({ queries }: Section, output: Buffer, boundary: string): [string, unknown][] {
  const [first] = queries;
  if (!first) return [];
  const parsed = first.kind.parse(
    output,
    queries.map(({ args }) => args),
    boundary,
  );
  return queries.map((query, i) => {
    const answer: unknown = parsed[i];
    if (answer === undefined)
      throw new Error(`query ${query.kind.name} gave no answer for ${query.kind.key(query.args)}`);
    return [queryId(query), answer];
  });
}
