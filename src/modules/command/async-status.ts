import * as z from 'zod';
import type { ActionOutcome } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import type { StepOutput } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import { commandOutcome, commandReturns } from './command-outcome.ts';

const params = z.strictObject({
  jid: text().describe(
    'ID of the job: `ansible_job_id` in the registered result of a task with `async` and `poll: 0`.',
  ),
  mode: z
    .enum(['status', 'cleanup'])
    .default('status')
    .describe("`cleanup` removes the job's files on the host; it does not stop the job."),
});

type Params = z.output<typeof params>;

/** Returns the state of a background job. */
export const asyncStatus = defineAction({
  name: 'async_status',
  summary:
    'Returns whether a background job, started by a task with `async` and `poll: 0`, has finished, and its result.',
  params,
  examples: [
    '- async_status:\n    jid: "<%= build.ansible_job_id %>"\n  register: job\n  until: job.finished === 1\n  retries: 60\n  delay: 5\n',
    '- async_status:\n    jid: "<%= build.ansible_job_id %>"\n    mode: cleanup\n',
  ],
  returns: {
    ansible_job_id: 'ID of the job.',
    started: 'Always 1.',
    finished: '1 if the job has finished, else 0.',
    ...commandReturns,
    cmd: 'ID of the job.',
    erased: 'With `cleanup`: the removed files.',
  },
  queries: () => ({}),
  diff: ({ jid, mode }) => {
    if (!/^j[0-9]+\.[0-9a-f]+$/.test(jid))
      throw new ModuleFailure(
        `${jid} names no job`,
        'Use ansible_job_id of the registered result of the task that started the job.',
      );
    return [{ attribute: mode, before: null, after: jid }];
  },
  apply: (p) => [{ kind: 'run', script: p.mode === 'status' ? renderStatus(p.jid) : renderCleanup(p.jid) }],
  writes: () => ({ keys: [] }),
  outcome: (p, [output]) => (p.mode === 'status' ? statusOutcome(p, output) : cleanupOutcome(p, output)),
  isReadOnly: (p) => p.mode === 'status',
});

/** The job directory of the session's user. */
const renderPlace = (jid: string): string =>
  [
    `if [ "$(id -u)" -eq 0 ]; then s=/var/lib/provision; else s=$HOME/.local/state/provision; fi`,
    `j=${quote(jid)}; d=$s/jobs/$j`,
    `[ -d "$d" ] || { echo "$(id -un) has no job $j on this host" >&2; exit 1; }`,
  ].join('\n');

/** The first line is the state; of a job that has ended its exit status, the seconds that it had, and its output follow. */
const renderStatus = (jid: string): string =>
  [
    renderPlace(jid),
    'if [ ! -e "$d/status" ]; then',
    '  if [ -e "$d/process" ]; then read -r pid began <"$d/process"; else pid=0; fi',
    // the job may have ended between the two checks
    '  if [ "$pid" = 0 ]; then now=$(find "$d/seconds" -mmin -1); [ -z "$now" ] || { echo running; exit; }',
    '  elif stat=$(cat "/proc/$pid/stat" 2>/dev/null); then set -- $stat; [ "${22}" != "$began" ] || { echo running; exit; }; fi',
    'fi',
    'if [ -e "$d/status" ]; then echo ended; cat "$d/status"; else echo lost; cat "$d/seconds"; fi',
    'cat "$d/stdout" 2>/dev/null; cat "$d/stderr" >&2 2>/dev/null; :',
  ].join('\n');

const renderCleanup = (jid: string): string =>
  `${renderPlace(jid)}\n[ -e "$d/status" ] || echo "$j has not ended well" >&2\nrm -rf -- "$d" && echo "$d"`;

function statusOutcome({ jid }: Params, output: StepOutput | undefined): ActionOutcome {
  const job = { ansible_job_id: jid, started: 1 };
  const [, state = '', detail = '', stdout = ''] = /^(\w+)\n(?:(\d+)\n([\s\S]*))?$/.exec(output?.stdout ?? '') ?? [];
  if (!output || state === 'running') return { changed: false, result: { ...job, finished: 0 } };
  if (state === 'lost')
    return {
      changed: false,
      failed: `the job did not finish: it exceeded its limit of ${detail} s, or the host was restarted`,
      result: { ...job, finished: 1, stdout, stderr: output.stderr },
    };
  const ran = { ...output, stdout, exitStatus: Number(detail) };
  const { failed, result } = commandOutcome(ran, { cmd: jid, stripsEnds: true });
  return { changed: false, failed, result: { ...job, finished: 1, ...result } };
}

const cleanupOutcome = ({ jid }: Params, output: StepOutput | undefined): ActionOutcome => ({
  changed: true,
  result: { ansible_job_id: jid, erased: output?.stdout.trim() ?? '' },
});
