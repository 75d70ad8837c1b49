import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { hostVariables } from '../../inventory/host-variables.ts';
import { askLine, NoTerminal } from './ask-line.ts';
import type { CommandIo } from '../command-io.ts';
import type { Project } from '../project/load-project.ts';

export interface Confirmation {
  readonly project: Pick<Project, 'inventory' | 'limit'>;
  /** The inventory as given: the text that must be typed. */
  readonly inventory: string;
  /** Whether `--yes` was given. */
  readonly isGiven: boolean;
}

/**
 * Prompts before changes to hosts with `provision_confirm: true` in the inventory. Throws `InvalidInput` if the answer is not the name of
 * the inventory, or if there is no terminal, and `QuestionInterrupted`.
 */
export async function confirmRun(
  { project, inventory, isGiven }: Confirmation,
  { stderr }: Pick<CommandIo, 'stderr'>,
  ask: (question: string) => Promise<string> = (question) => askLine(question, { echo: true }),
): Promise<void> {
  const hosts = guardedHosts(project);
  if (isGiven || hosts.length === 0) return;
  const count = hosts.length === 1 ? (hosts[0] ?? '') : `${hosts.length} hosts`;
  stderr.write(`This changes ${count} of ${inventory}, which requires a confirmation (provision_confirm).\n`);
  const answer = await ask(`Type ${inventory} to continue: `).catch((error: unknown) => {
    if (!(error instanceof NoTerminal)) throw error;
    throw refusal(`${inventory} requires a confirmation, and there is no terminal to ask on`);
  });
  if (answer.trim() !== inventory) throw refusal(`${answer.trim() || 'An empty answer'} is not ${inventory}`);
}

function guardedHosts({ inventory, limit }: Confirmation['project']): string[] {
  return [...(limit ?? inventory.hosts.values())]
    .filter((host) => {
      const value = hostVariables(inventory, host).get('provision_confirm')?.value;
      return value?.kind === 'literal' && value.value === true;
    })
    .map(({ name }) => name);
}

const refusal = (summary: string): InvalidInput =>
  new InvalidInput([
    {
      code: 'usage',
      severity: 'error',
      summary,
      suggestion: '`provision plan` shows what would change; `--yes` confirms it beforehand.',
    },
  ]);
