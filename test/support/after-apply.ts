import type { Answers, Prediction, Queries, Writes } from '../../src/module-api/module.ts';
import { UNCHANGED } from '../../src/module-api/unchanged.ts';
import { Unknown, isUnknown } from '../../src/values/unknown.ts';
import type { Query } from '../../src/query/query.ts';
import { queryId, queryReads } from '../../src/query/query.ts';
import { overlaps } from '../../src/query/resource-key.ts';

export interface Applied {
  readonly queries: Queries;
  readonly before: Answers<Queries>;
  readonly predicted: readonly Prediction[];
  readonly writes: Writes;
}

/** What the queries answer after apply, as far as the module says; undefined where one of them is not known. */
export function answersAfter(applied: Applied): Answers<Queries> | undefined {
  const entries = Object.entries(applied.queries).map(([name, asked]) => {
    const before: unknown = applied.before[name];
    return [
      name,
      Array.isArray(asked)
        ? asked.map((query: Query, i) => answerAfter(query, (before as unknown[])[i], applied))
        : answerAfter(asked as Query, before, applied),
    ] as const;
  });
  return entries.flatMap(([, answer]) => answer).some(isUnknown)
    ? undefined
    : (Object.fromEntries(entries) as Answers<Queries>);
}

function answerAfter(query: Query, before: unknown, { predicted, writes }: Applied): unknown {
  const prediction = predicted.findLast((p) => queryId(p.query) === queryId(query));
  if (prediction) return prediction.answer === UNCHANGED ? before : prediction.answer;
  const reads = queryReads(query);
  const touched =
    reads === 'anything' ||
    writes.unlistedEffects !== undefined ||
    writes.keys.some((key) => reads.some((r) => overlaps(key, r)));
  return touched ? new Unknown('written, and not predicted') : before;
}
