import type { CommandResult } from '../../lab/support/run-command.ts';
import type { Fault } from './fault.ts';
import { HANDLERS, RUN_ONCE, type StepName } from './fault-project.ts';
import type { Running, Scene } from './scene.ts';
import { findNewTraces, findTraces } from './traces.ts';

/** What came of a fault. */
export interface CaseResult {
  /** What the first run said of it, or of the host that it could not finish. */
  readonly said: string;
  readonly exitCode: number;
  /** What is not as it should be. */
  readonly problems: readonly string[];
}

/** One fault in one step, then a plain run that converges, and one that finds nothing left to do. */
export async function runCase(scene: Scene, fault: Fault, step: StepName | undefined): Promise<CaseResult> {
  const problems: string[] = [];
  await scene.prepare();
  const before = await findTraces(scene);
  try {
    const first = await firstRun(scene, fault, step);
    problems.push(...judgeFirst(first, fault));
    await scene.undoAll();
    const second = await secondRun(scene, fault, step);
    if (second.result.exitCode !== 0)
      problems.push(`the second run ended with ${second.result.exitCode}: ${textOf(second.result)}`);
    const third = scene.start();
    const { exitCode } = await third.done;
    if (exitCode !== 0) problems.push(`the third run ended with ${exitCode}`);
    problems.push(...changesOf(third).map((name) => `the third run changed ${name}`));
    problems.push(...(await countSteps(scene)), ...(await findNewTraces(scene, before)));
    return { said: saidOf(first, fault), exitCode: first.exitCode, problems };
  } finally {
    await scene.end();
  }
}

async function firstRun(scene: Scene, fault: Fault, step: StepName | undefined): Promise<CommandResult> {
  await fault.prepare?.(scene);
  if (step !== undefined && fault.strike) await scene.hold(step);
  const running = scene.start(fault.flags, fault.prefix);
  if (fault.strike) {
    if (step !== undefined) await scene.hasBegun(step, running);
    await fault.strike(scene, running, step);
  }
  if (step !== undefined && !fault.holds) await scene.release(step);
  return running.done;
}

/** Begins while what the first has left still runs, where that is the fault. */
async function secondRun(
  scene: Scene,
  { holds }: Fault,
  step: StepName | undefined,
): Promise<{ readonly result: CommandResult }> {
  const second = scene.start();
  if (step !== undefined && holds) {
    await Promise.race([second.says(/waiting up to/).catch(() => undefined), second.done]);
    await scene.release(step);
  }
  return { result: await second.done };
}

function judgeFirst(result: CommandResult, { exitCodes, says }: Fault): string[] {
  const code = exitCodes.includes(result.exitCode)
    ? []
    : [`the first run ended with ${result.exitCode}: ${textOf(result)}`];
  const text =
    says === undefined || says.test(textOf(result))
      ? []
      : [`the first run did not say ${String(says)}: ${textOf(result)}`];
  return [...code, ...text];
}

const textOf = ({ stdout, stderr }: CommandResult): string => `${stdout}${stderr}`;

function saidOf(result: CommandResult, { says }: Fault): string {
  const found = says?.exec(textOf(result));
  return found ? found[0] : '';
}

const changesOf = (running: Running): string[] =>
  running
    .events()
    .flatMap((event) =>
      (event.event === 'task.finished' || event.event === 'handler.finished') && event.status === 'changed'
        ? [event.task.name]
        : [],
    );

/** How often each step ran, by the log that each keeps on its host; and whether the handlers ran after the last change. */
async function countSteps(scene: Scene): Promise<string[]> {
  const problems: string[] = [];
  const count = async (step: StepName): Promise<number> =>
    Number(await scene.on(scene.hostOf(step), `cd ${scene.at} && cat ran.${step} 2>/dev/null | wc -l`));
  for (const step of RUN_ONCE) {
    const times = await count(step);
    if (times !== 1) problems.push(`${step} ran ${times} times`);
  }
  for (const step of HANDLERS) {
    const late = await scene.onTarget(`cd ${scene.at} && find ran.${step} ! -newer app.conf 2>&1`);
    if (late !== '') problems.push(`${step} did not run after the last change`);
  }
  return problems;
}
