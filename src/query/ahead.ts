import type { Query } from './query.ts';

/** Queries of later tasks, which are asked in the same round trip as others if they end in time. */
export interface Ahead {
  readonly queries: readonly Query[];
  /** Time limit of the round trip. */
  readonly seconds: number;
}
