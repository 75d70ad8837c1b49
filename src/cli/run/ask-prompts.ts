import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { Play } from '../../playbook/types.ts';
import { promptLayer } from '../../playbook/play/read-prompts.ts';
import type { VarsPrompt } from '../../playbook/play/vars-prompt.ts';
import type { Project } from '../project/load-project.ts';
import { settlePlays } from '../../variables/settle-plays.ts';
import { NoTerminal } from './ask-line.ts';

/** Prompts for a line, with or without echo. Throws `NoTerminal`. */
export type Ask = (question: string, options: { readonly echo: boolean }) => Promise<string>;

interface Asking {
  readonly ask: Ask;
  readonly mask: SecretMask;
  readonly diagnostics: DiagnosticList;
}

/** Returns the project with the answers to its `vars_prompt`. Prompts once for each name, unless `-e` sets it. */
export async function askPrompts(project: Project, asking: Asking): Promise<Project> {
  const { playbook, extraVars } = project;
  const answers = new Map<string, unknown>();
  for (const prompt of playbook.plays.flatMap(({ prompts }) => prompts)) {
    if (!extraVars.has(prompt.name) && !answers.has(prompt.name))
      answers.set(prompt.name, await answerTo(prompt, asking));
  }
  if (answers.size === 0) return project;
  const answered = { ...playbook, plays: playbook.plays.map((play) => withAnswers(play, answers)) };
  const variables = { inventory: project.inventory, extra: extraVars, severity: 'error', isAnswered: true } as const;
  return { ...project, playbook: settlePlays(answered, variables, asking.diagnostics) };
}

function withAnswers(play: Play, answers: ReadonlyMap<string, unknown>): Play {
  const { values } = promptLayer(play.prompts, answers);
  return { ...play, vars: { ...play.vars, values: new Map([...play.vars.values, ...values]) } };
}

async function answerTo(prompt: VarsPrompt, { ask, mask, diagnostics }: Asking): Promise<unknown> {
  const { name, question, isPrivate, fallback, range } = prompt;
  try {
    const shown = fallback === undefined || isPrivate ? '' : ` [${fallback as string}]`;
    const answer = await askTwice(`${question}${shown}: `, prompt, ask);
    if (isPrivate && answer !== '') mask.add(answer);
    return answer === '' ? (fallback ?? '') : answer;
  } catch (error) {
    if (!(error instanceof NoTerminal)) throw error;
    if (fallback === undefined)
      diagnostics.error({
        code: 'no-terminal',
        summary: `There is no terminal to ask on: ${question}`,
        suggestion: `Give it with \`-e ${name}=value\`, or a default in vars_prompt.`,
        range,
      });
    return fallback;
  }
}

async function askTwice(question: string, { isPrivate, isConfirmed }: VarsPrompt, ask: Ask): Promise<string> {
  for (;;) {
    const answer = await ask(question, { echo: !isPrivate });
    if (!isConfirmed || (await ask(`again, ${question}`, { echo: !isPrivate })) === answer) return answer;
  }
}
