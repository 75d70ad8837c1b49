import type { Group, Inventory } from '../types.ts';

/** Renders the groups and their hosts as an indented tree, line by line, in the format of `ansible-inventory --graph`. */
export function* renderGroupTree({ groups }: Inventory): Generator<string> {
  const all = groups.get('all');
  if (all) yield* renderGroup(all, 0);
}

function* renderGroup(group: Group, depth: number): Generator<string> {
  yield `${indent(depth)}@${group.name}:\n`;
  for (const child of group.children) yield* renderGroup(child, depth + 1);
  if (group.name === 'all') return;
  for (const { name } of group.hosts) yield `${indent(depth + 1)}${name}\n`;
}

const indent = (depth: number): string => (depth === 0 ? '' : `${'  |'.repeat(depth)}--`);
