import type { CommandEnd } from '../../engine/host/run-command.ts';

/** Groups hosts with the same output; the largest group comes first. */
export function renderEnds(
  ends: ReadonlyMap<string, CommandEnd>,
  mask: (text: string) => string = (text) => text,
): string {
  const groups = new Map<string, { readonly hosts: string[]; readonly end: CommandEnd }>();
  for (const [host, end] of ends) {
    const key = JSON.stringify([end.exitStatus, end.output]);
    const group = groups.get(key) ?? { hosts: [], end };
    group.hosts.push(host);
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => b.hosts.length - a.hosts.length)
    .map(({ hosts, end }) => renderGroup(hosts, { ...end, output: mask(end.output) }))
    .join('\n');
}

function renderGroup(hosts: readonly string[], { exitStatus, output }: CommandEnd): string {
  const count = hosts.length === 1 ? '' : ` (${hosts.length} hosts)`;
  const status = exitStatus === 0 ? '' : `, exit status ${exitStatus}`;
  const text = output === '' || output.endsWith('\n') ? output : `${output}\n`;
  return `${hosts.join(', ')}${count}${status}:\n${text}`;
}
