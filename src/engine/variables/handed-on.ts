import { isUnknown } from '../../values/unknown.ts';
import type { DatedVariables } from './dated-variables.ts';

/** A variable that a task has set for a host. */
export interface HandedOn {
  readonly name: string;
  readonly value: unknown;
  /** Texts of it that expressions have made: Jinja leaves them texts. */
  readonly made: readonly string[];
}

/** What tasks have set, by host, as it goes from one process of a run to those that come after it. */
export type HandedOnValues = Readonly<Record<string, readonly HandedOn[]>>;

export const handOn = (variables: DatedVariables): HandedOn[] =>
  [...variables].flatMap(([name, value]) => (isUnknown(value) ? [] : [{ name, value, made: variables.madeOf(name) }]));

export function takeOver(variables: DatedVariables, values: readonly HandedOn[] = []): void {
  for (const { name, value, made } of values) variables.setMade(name, value, made);
}
