import { PROVISION } from '../../../torture/support/dialects.ts';
import { renderPlaybook } from '../../../torture/support/render-playbook.ts';
import type { Project } from '../../support/use-project.ts';
import type { FaultyCase } from './arbitrary-case.ts';

/** Commands take a moment, so that a fault finds one under way. */
const DIALECT = { ...PROVISION, before: 'sleep 0.1; ' };

interface Play {
  readonly tasks: object[];
}

/** Writes the playbook into the project; a task of the fault stands somewhere in its first play. */
export function writePlaybook(
  project: Project,
  { playbook, host, choice }: FaultyCase,
  task: object | undefined,
): void {
  const { 'site.yml': site = '', ...files } = renderPlaybook(playbook, DIALECT);
  const plays = JSON.parse(site) as readonly Play[];
  const tasks = plays[0]?.tasks ?? [];
  if (task)
    tasks.splice(Math.floor(choice * (tasks.length + 1)), 0, { ...task, when: `inventory_hostname === "${host}"` });
  project.write('playbooks/site.yml', JSON.stringify(plays, undefined, 1));
  for (const [name, text] of Object.entries(files)) project.write(`playbooks/${name}`, text);
}
