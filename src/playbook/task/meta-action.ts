import type { Task } from '../types.ts';

/** The action of a `meta` task, which is literal and so known before the run. Undefined for other tasks. */
export function metaActionOf({ module, args }: Task): string | undefined {
  if (module.name !== 'meta') return undefined;
  const [text] = valuesOf(args).filter((value) => typeof value === 'string');
  return text;
}

function valuesOf(args: Task['args']): readonly unknown[] {
  if (args.kind === 'mapping') return args.entries.flatMap(({ value }) => valuesOf(value));
  if (args.kind !== 'literal') return [];
  const { value } = args;
  return typeof value === 'object' && value !== null ? Object.values(value) : [value];
}
