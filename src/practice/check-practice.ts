import { CATALOGUE } from '../diagnostic/catalogue.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { silencesOf } from '../diagnostic/silence.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import type { Inventory } from '../inventory/types.ts';
import type { Playbook } from '../playbook/types.ts';
import { oldBooleans } from './boolean-rule.ts';
import { unusedHandlers } from './handler-rule.ts';
import type { PracticeFile } from './practice-file.ts';
import { practiceFiles } from './practice-file.ts';
import { plainSecrets } from './secret-rule.ts';
import { TASK_RULES } from './task-rules.ts';
import type { Finding } from './task-rules.ts';
import { writtenTasks } from './written-tasks.ts';

/** What is no mistake, and is better written otherwise: warnings. Also comments that silence what there is none of. */
export function checkPractice(
  playbooks: readonly Playbook[],
  inventory: Inventory | undefined,
  diagnostics: DiagnosticList,
): void {
  const files = practiceFiles(playbooks, inventory);
  const findings: Finding[] = [
    ...files.flatMap(findingsIn),
    ...playbooks.flatMap(({ plays }) => plays.flatMap(unusedHandlers)),
    ...(inventory ? plainSecrets(playbooks, inventory) : []),
  ];
  for (const finding of findings) diagnostics.warning(finding);
}

function findingsIn({ root, source, hasTasks }: PracticeFile): Finding[] {
  const ofTasks = hasTasks
    ? [...writtenTasks(root)].flatMap((task) => TASK_RULES.flatMap((rule) => rule(task) ?? []))
    : [];
  const unknown = silencesOf(source).filter(({ code }) => !Object.hasOwn(CATALOGUE, code));
  return [
    ...ofTasks,
    ...oldBooleans(root),
    ...unknown.map(({ code, range }): Finding => ({
      code: 'unknown-silence',
      summary: `There is no code ${code}`,
      suggestion: didYouMean(code, Object.keys(CATALOGUE)) ?? 'See provision docs for all codes.',
      range,
    })),
  ];
}
