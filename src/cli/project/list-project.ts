import type { Templated } from '../../expression/compiled.ts';
import { walkItems } from '../../playbook/task/walk-tasks.ts';
import type { Include, Task } from '../../playbook/types.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import { isSelected } from '../../plan/select-tags.ts';
import type { TagSelection } from '../../plan/select-tags.ts';
import type { CommandIo } from '../command-io.ts';
import { planSelected } from '../run/plan-selected.ts';
import type { RunFlags } from '../run/run-options.ts';
import { withProject } from './with-project.ts';

/** Prints the hosts, tasks or tags of a playbook that the flags select, without a connection. */
export const listProject = (flags: RunFlags, io: CommandIo): Promise<void> =>
  withProject(flags, io, (project, diagnostics) => {
    const plays = planSelected(project, flags, { mode: 'apply', diagnostics });
    diagnostics.throwIfErrors();
    io.stdout.write(`playbook: ${project.playbook.path}\n`);
    for (const [index, planned] of plays.entries()) io.stdout.write(`\n${renderPlay(planned, index + 1, flags)}\n`);
  });

function renderPlay(planned: PlannedPlay, number: number, flags: RunFlags): string {
  const { play } = planned;
  const tags = { only: flags.tags ?? [], skip: flags.skipTags ?? [] };
  const title = play.name === play.hosts.pattern ? play.name : `${play.name} (${play.hosts.pattern})`;
  return [
    `  play ${number}: ${title}`,
    ...(flags.listHosts ? renderHosts(planned) : []),
    ...(flags.listTasks ? renderTasks(planned, tags) : []),
    ...(flags.listTags ? renderTags(planned, tags) : []),
  ].join('\n');
}

function renderHosts({ batches }: PlannedPlay): string[] {
  const hosts = batches.flat();
  return [`    hosts (${hosts.length}):`, ...hosts.map((name) => `      ${name}`)];
}

function renderTasks(planned: PlannedPlay, tags: TagSelection): string[] {
  const lines = selectedItems(planned, tags).map(({ part, item }) => {
    const role = part.entry ? `${part.entry.role.name} : ` : '';
    const own = tagsOf(item);
    return `      ${role}${nameOf(item)}${own.length > 0 ? `  [${own.join(', ')}]` : ''}`;
  });
  return [`    tasks (${lines.length}):`, ...lines];
}

function renderTags(planned: PlannedPlay, tags: TagSelection): string[] {
  const names = new Set(selectedItems(planned, tags).flatMap(({ item }) => tagsOf(item)));
  return [`    tags: ${names.size === 0 ? 'none' : [...names].sort().join(', ')}`];
}

/** The tasks of a play, with unrendered names. */
export const listTasks = (planned: PlannedPlay): { readonly name: string; readonly tags: readonly string[] }[] =>
  selectedItems(planned, { only: [], skip: [] }).map(({ item }) => ({ name: nameOf(item), tags: tagsOf(item) }));

const selectedItems = ({ parts }: PlannedPlay, tags: TagSelection) =>
  parts.flatMap((part) =>
    [...walkItems(part.items)].filter((item) => isSelected(tagsOf(item), tags)).map((item) => ({ part, item })),
  );

const tagsOf = (item: Task | Include): readonly string[] => (item.kind === 'task' ? item.tags : item.keywords.tags);

const nameOf = (item: Task | Include): string =>
  textOf(item.name) ?? (item.kind === 'task' ? item.module.name : `include ${textOf(item.target) ?? ''}`);

/** An unrendered name, with its expressions. */
function textOf(value: Templated | undefined): string | undefined {
  if (value?.kind === 'literal') return String(value.value);
  return value?.kind === 'template' ? value.template.source.text : undefined;
}
