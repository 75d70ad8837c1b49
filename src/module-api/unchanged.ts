import type { Query } from '../query/query.ts';
import type { Prediction } from './module.ts';

/** As a prediction's answer: what is known now holds, though the resource that the query reads is written. */
export const UNCHANGED = Symbol('unchanged');

/** Predicts that apply alters none of these answers. */
export const predictUnchanged = (...queries: readonly Query[]): Prediction[] =>
  queries.map((query) => ({ query, answer: UNCHANGED }));
