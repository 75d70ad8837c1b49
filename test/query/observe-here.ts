import { execFileSync } from 'node:child_process';
import type { AnswerOf, Query } from '../../src/query/query.ts';
import { queryId } from '../../src/query/query.ts';
import { renderObservation } from '../../src/query/observation.ts';

/** Asks this machine, through the same script as a host would be asked. */
export function observeHere<Q extends Query>(...queries: Q[]): AnswerOf<Q>[] {
  const observation = renderObservation(queries, 'b0undary');
  const answers = observation.parse(execFileSync('sh', ['-c', observation.script]));
  return queries.map((query) => answers.get(queryId(query)) as AnswerOf<Q>);
}
