type Ask = (question: string, echo: boolean) => Promise<string | undefined>;

/** Prompts before each task with `--step`, one prompt at a time: yes runs the task, no skips it, continue runs it and all later tasks. */
export function confirmStep(ask: Ask): (question: string) => Promise<boolean> {
  let isAsking = true;
  let turn: Promise<unknown> = Promise.resolve();
  const askNow = async (question: string): Promise<boolean> => {
    if (!isAsking) return true;
    const answer = (await ask(`${question} (yes/no/continue)`, true)) ?? '';
    if (/^c/i.test(answer)) isAsking = false;
    return !isAsking || /^y/i.test(answer);
  };
  return (question) => {
    const answer = turn.then(() => askNow(question));
    // a prompt that was interrupted by a stop does not block the others
    turn = answer.catch(() => undefined);
    return answer;
  };
}
