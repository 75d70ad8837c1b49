type Ask = (question: string, echo: boolean) => Promise<string | undefined>;

/** Asks before each task with `--step`, one question at a time: yes runs it, no skips it, continue runs it and all after it. */
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
    // a question at which the run was stopped holds up no other
    turn = answer.catch(() => undefined);
    return answer;
  };
}
