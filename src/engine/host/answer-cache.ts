import type { Query } from '../../query/query.ts';
import { queryId } from '../../query/query.ts';

/** Observed answers of one host, dropped when the host changes, and ignored when they are old. */
export class AnswerCache {
  readonly #answers = new Map<string, { readonly answer: unknown; readonly atMs: number }>();
  readonly #maxAgeMs: number;
  readonly #now: () => number;

  constructor(maxAgeMs = 60_000, now: () => number = () => performance.now()) {
    this.#maxAgeMs = maxAgeMs;
    this.#now = now;
  }

  get(query: Query): unknown {
    return this.#answers.get(queryId(query))?.answer;
  }

  /** The queries that must run (again), without duplicates. */
  missing(queries: Iterable<Query>): Query[] {
    const oldest = this.#now() - this.#maxAgeMs;
    const found = new Map<string, Query>();
    for (const query of queries) {
      const id = queryId(query);
      const known = this.#answers.get(id);
      if (!known || known.atMs < oldest) found.set(id, query);
    }
    return [...found.values()];
  }

  put(answers: ReadonlyMap<string, unknown>): void {
    const atMs = this.#now();
    for (const [id, answer] of answers) this.#answers.set(id, { answer, atMs });
  }

  drop(): void {
    this.#answers.clear();
  }
}
