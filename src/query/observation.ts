import { quote } from './quote.ts';
import type { Query } from './query.ts';
import { queryId } from './query.ts';

/** A read-only script that answers many queries, with the parser of its output. */
export interface Observation {
  readonly script: string;
  /** Answers by query ID. Throws if the output is not that of the script. */
  parse(stdout: Buffer): ReadonlyMap<string, unknown>;
}

interface Section {
  readonly queries: readonly Query[];
  readonly as: string | undefined;
}

/** Merges queries: one fragment for each kind and user. `boundary` must be unpredictable, so that no content contains it. */
export function renderObservation(queries: Iterable<Query>, boundary: string): Observation {
  const sections = groupQueries(queries);
  const script = [
    'export LC_ALL=C',
    ...sections.map((section, i) => renderSection(section, `${boundary}.${i}`)),
    `printf '%s\\n' ${boundary}.end`,
  ];
  return { script: script.join('\n') + '\n', parse: (stdout) => parseSections(stdout, sections, boundary) };
}

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

function parseSections(stdout: Buffer, sections: readonly Section[], boundary: string): ReadonlyMap<string, unknown> {
  const answers = new Map<string, unknown>();
  let from = 0;
  sections.forEach((section, i) => {
    const start = stdout.indexOf(`${boundary}.${i}\n`, from);
    const next = i + 1 < sections.length ? `${boundary}.${i + 1}\n` : `${boundary}.end\n`;
    const end = stdout.indexOf(next, start);
    if (start < 0 || end < 0)
      throw new Error(`observation is incomplete: no answer to ${section.queries[0]?.kind.name ?? 'nothing'}`);
    const output = stdout.subarray(start + `${boundary}.${i}\n`.length, end);
    parseSection(section, output, `${boundary}.${i}`).forEach(([id, answer]) => answers.set(id, answer));
    from = end;
  });
  return answers;
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
