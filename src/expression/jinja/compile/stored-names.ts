import type { Statement, Target } from '../syntax/ast.ts';

/** The names that statements set in their own frame, without those in nested frames. */
export function storedNames(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of body) for (const name of storedBy(statement)) names.add(name);
  return names;
}

function storedBy(statement: Statement): Iterable<string> {
  switch (statement.type) {
    case 'set':
    case 'set-block':
      return targetNames(statement.target);
    case 'if':
      return [...statement.branches.map(({ body }) => body), statement.otherwise].flatMap((body) => [
        ...storedNames(body),
      ]);
    case 'macro':
      return [statement.name];
    case 'import':
      return [statement.target];
    case 'from-import':
      return statement.names.map(({ alias }) => alias);
    default:
      return [];
  }
}

/** The names of an assignment's target. */
export function targetNames(target: Target): string[] {
  if (target.type === 'name') return [target.name];
  return target.type === 'tuple' ? (target.items as Target[]).flatMap(targetNames) : [];
}
