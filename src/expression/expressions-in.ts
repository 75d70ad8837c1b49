import type { Compiled, Templated } from './compiled.ts';

/** All expressions within a value. */
export function* expressionsIn(value: Templated | undefined): Generator<Compiled> {
  if (!value || value.kind === 'literal') return;
  if (value.kind === 'template') yield value.template;
  else if (value.kind === 'sequence') for (const item of value.items) yield* expressionsIn(item);
  else for (const { value: inner } of value.entries) yield* expressionsIn(inner);
}
