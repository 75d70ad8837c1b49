import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { renderBatch } from '../../src/engine/script/batch-script.ts';
import { parseBatch } from '../../src/engine/batch/parse-batch.ts';
import type { Module, ModuleContext } from '../../src/module-api/module.ts';
import { parseParams } from '../../src/module-api/parse-params.ts';
import type { StepOutput } from '../../src/module-api/step.ts';
import { Overlay } from '../../src/predict/overlay.ts';
import type { TaskPlan, RenderedTask } from '../../src/predict/plan-task.ts';
import { listQueries, planTask } from '../../src/predict/plan-task.ts';
import type { Query } from '../../src/query/query.ts';
import { queryId } from '../../src/query/query.ts';
import { renderObservation } from '../../src/query/observation.ts';

/** Runs a script on a host: the words before it, such as `ssh root@web1 sh`. */
export type HostShell = readonly [string, ...string[]];

export const localShell: HostShell = ['sh'];

export const testContext: ModuleContext = {
  host: { distribution: 'Debian', version: '12', release: 'bookworm', architecture: 'amd64' },
  inputs: {},
  checkMode: false,
  as: undefined,
  environment: {},
  now: new Date(),
};

export interface RunOptions {
  readonly on?: HostShell;
  readonly context?: Partial<ModuleContext>;
}

export interface ModuleRun {
  /** As check mode sees it. */
  readonly planned: TaskPlan;
  readonly outputs: readonly StepOutput[];
  /** Seen from the host as it is afterwards. */
  readonly after: TaskPlan;
}

/** Observes, plans, applies and observes again, as the engine does for one task. */
export async function runModule(
  module: Module,
  raw: Record<string, unknown>,
  options: RunOptions = {},
): Promise<ModuleRun> {
  const parsed = parseParams(module, raw);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  const { params, bound } = parsed;
  if (bound.kind === 'control') throw new Error(`${module.name} asks nothing of a host`);
  const ready: RenderedTask = { module, params, bound, context: { ...testContext, ...options.context } };
  const shell = options.on ?? localShell;
  const planned = await plan(ready, shell);
  const outputs = planned.status === 'change' ? await apply(planned.steps, ready, shell) : [];
  return { planned, outputs, after: await plan({ ...ready, context: { ...ready.context, isRecheck: true } }, shell) };
}

async function plan(ready: RenderedTask, shell: HostShell): Promise<TaskPlan> {
  const answers = await askHost(listQueries(ready), shell);
  return planTask(ready, new Overlay((query) => answers.get(queryId(query))));
}

/** The answers of a host, by query id. */
export async function askHost(queries: readonly Query[], shell: HostShell): Promise<ReadonlyMap<string, unknown>> {
  const observation = renderObservation(queries, randomUUID());
  return observation.parse((await feed(shell, observation.script)).stdout);
}

async function apply(
  steps: Extract<TaskPlan, { status: 'change' }>['steps'],
  { context: { as, environment } }: RenderedTask,
  shell: HostShell,
): Promise<readonly StepOutput[]> {
  const boundary = randomUUID();
  const script = renderBatch({
    tasks: [{ steps, setting: { as, environment }, pending: [], settles: [] }],
    prologue: [],
    observation: '',
    pendingDirectory: '/nonexistent',
    boundary,
    uploaded: (path) => path,
  });
  const { stdout, stderr } = await feed(shell, script);
  return parseBatch(stdout, stderr, boundary, 1).tasks[0]?.outputs ?? [];
}

/** The whole script is read before any of it runs, so that no step can read the rest of it. */
function feed([command, ...args]: HostShell, script: string): Promise<{ stdout: Buffer; stderr: Buffer }> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { encoding: 'buffer', maxBuffer: 1e8 }, (_, stdout, stderr) => {
      resolve({ stdout, stderr });
    });
    child.stdin?.end(`{\n${script}\n}\n`);
  });
}
