import { randomBytes } from 'node:crypto';
import type { RenderedTask, PlannedChange } from '../../predict/plan-task.ts';
import type { Step } from '../../module-api/step.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { Unknown } from '../../values/unknown.ts';
import * as z from 'zod';
import { quote } from '../../query/quote.ts';
import { renderStep } from '../script/render-step.ts';

/** A task with `async` and `poll: 0`: its change is the start of a job that continues without the run. */
interface Job {
  readonly ready: RenderedTask;
  readonly planned: PlannedChange;
}

interface JobOptions {
  /** Time limit of the job. */
  readonly seconds: number;
  /** Directory of the host's jobs. */
  readonly directory: string;
}

/** Converts a change into the start of a job. Throws `ModuleFailure` if the change can't run without the controller. */
export function createJob(ready: RenderedTask, planned: PlannedChange, { seconds, directory }: JobOptions): Job {
  const id = `j${Date.now()}.${randomBytes(4).toString('hex')}`;
  const result = { ansible_job_id: id, started: 1, finished: 0, results_file: `${directory}/${id}` };
  const starter = defineAction({
    name: ready.module.name,
    summary: 'Starts a job.',
    params: z.strictObject({}),
    examples: [],
    queries: () => ({}),
    diff: () => [],
    apply: () => [],
    writes: () => planned.writes,
    outcome: () => ({ changed: true, result }),
  });
  const script = renderStart(renderJob(planned.steps, ready, `${directory}/${id}`), directory, id, seconds);
  return {
    ready: {
      module: starter,
      params: {},
      bound: starter.bind({}),
      context: { ...ready.context, as: undefined, environment: {} },
    },
    planned: { ...unfinished(planned), steps: [{ kind: 'run', script }] },
  };
}

/** Marks the effects of a job as unknown until it has ended. */
export const unfinished = (planned: PlannedChange): PlannedChange => ({
  ...planned,
  predictions: planned.predictions.map(({ query }) => ({
    query,
    answer: new Unknown('a job in the background may not have ended'),
  })),
  result: undefined,
});

/** The status file is written atomically. */
function renderJob(steps: readonly Step[], { context }: RenderedTask, place: string): string {
  return [
    '{',
    `d=${quote(place)}`,
    'exec >"$d/stdout" 2>"$d/stderr" </dev/null',
    'read -r stat </proc/$$/stat; set -- $stat; shift 21; echo "$$ $1" >"$d/process"',
    'export LC_ALL=C.UTF-8; umask 022; cd /',
    'end() { echo "$1" >"$d/.status" && mv "$d/.status" "$d/status"; exit; }',
    ...steps.flatMap((step, i) => renderJobStep(step, context, `${place.slice(place.lastIndexOf('.') + 1)}${i}`)),
    'end "$s"',
    '}',
  ].join('\n');
}

function renderJobStep(step: Step, { as, environment }: RenderedTask['context'], key: string): string[] {
  if (step.kind === 'fetch' || (step.kind === 'write' && step.content.kind === 'local'))
    throw new ModuleFailure(
      'a task that transfers files between the controller and the host cannot run in the background',
      'Remove poll: 0.',
    );
  const accepted = step.kind === 'run' ? (step.okStatuses ?? [0]) : [0];
  const uploaded = (path: string): string => path;
  return [
    renderStep(step, { as, environment, key, uploaded }),
    's=$?',
    `case $s in ${accepted.join('|')}) s=0 ;; *) end "$s" ;; esac`,
  ];
}

const KEPT_DAYS = 7;

/** The job reads its script from a pipe, so that it appears on no command line and in no file. The job has its own session. */
const renderStart = (job: string, directory: string, id: string, seconds: number): string =>
  [
    'set -e; umask 077',
    `mkdir -p ${quote(`${directory}/${id}`)}`,
    `find ${quote(directory)} -mindepth 1 -maxdepth 1 -type d -mtime +${KEPT_DAYS} -exec rm -rf {} +`,
    `echo ${seconds} >${quote(`${directory}/${id}/seconds`)}`,
    `printf '%s\\n' ${quote(job)} | setsid -f timeout -k 10 ${seconds} sh >/dev/null 2>&1`,
  ].join('\n');
