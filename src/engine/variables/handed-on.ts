import { isUnknown } from '../../values/unknown.ts';
import type { DatedVariables } from './dated-variables.ts';

/** A variable that a task has set for a host. */
export interface HandedOn {
  readonly name: string;
  readonly value: unknown;
  /** An expression has made this text: Jinja leaves it one. */
  readonly isText: boolean;
}

/** What tasks have set, by host, as it goes from one process of a run to those that come after it. */
export type HandedOnValues = Readonly<Record<string, readonly HandedOn[]>>;

export const handOn = (variables: DatedVariables): HandedOn[] =>
  [...variables].flatMap(([name, value]) =>
    isUnknown(value) ? [] : [{ name, value, isText: variables.shapeOf(name) === 'template' }],
  );

export function takeOver(variables: DatedVariables, values: readonly HandedOn[] = []): void {
  for (const { name, value, isText } of values)
    if (isText && typeof value === 'string') variables.setText(name, value);
    else variables.set(name, value);
}
