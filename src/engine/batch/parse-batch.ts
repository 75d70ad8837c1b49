import type { DiskRoom } from '../../diagnostic/full-disk.ts';
import { causeThen, describeFullDisk, parseDiskRoom, pathsIn } from '../../diagnostic/full-disk.ts';
import type { StepOutput } from '../../module-api/step.ts';

/** The results of a batch's tasks, by index. */
export interface BatchOutcome {
  readonly tasks: readonly BatchTaskOutput[];
  /** Output of the observation; undefined if the batch was ended before it. */
  readonly observation: Buffer | undefined;
  /** Why a batch without tasks failed. */
  readonly unable?: string | undefined;
}

export interface BatchTaskOutput {
  readonly status: 'done' | 'failed' | 'not-started' | 'ended';
  readonly outputs: readonly StepOutput[];
  readonly elapsedMs: number;
  /** Whether the host went down before the batch had ended. */
  readonly wasRebooted?: boolean | undefined;
  /** Free space on the host's disks when a task had failed. */
  readonly disks?: readonly DiskRoom[] | undefined;
  /** Why the end of the output is missing, if a full disk is the cause. */
  readonly lostBy?: string | undefined;
}

interface Mark {
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
  /** Number of bytes that were discarded from the following output; its end is kept from `keptEnd`. */
  readonly cut?: { readonly bytes: number; readonly keptEnd: number };
}

/** Parses the output of `renderBatch`'s script. `ended`: the batch was killed, or the host went down during it. */
export function parseBatch(stdout: Buffer, stderr: Buffer, boundary: string, taskCount: number): BatchOutcome {
  const outMarks = findMarks(stdout, boundary);
  const bootMs = Date.now() - Number(outMarks.at(-1)?.words[0] ?? 0) * 1000;
  const errors = stderrByStep(stderr, boundary);
  const observe = outMarks.findIndex((mark) => mark.words[1] === 'observe');
  const marks = observe < 0 ? outMarks : outMarks.slice(0, observe);
  const own = Array.from({ length: taskCount }, (): Mark[] => []);
  for (const mark of marks) own[Number(mark.words[2])]?.push(mark);
  const textAfter = (word: string): string | undefined => {
    const at = outMarks.findIndex((mark) => mark.words[1] === word);
    const mark = outMarks[at];
    return mark && stdout.subarray(mark.end, outMarks[at + 1]?.start ?? stdout.length).toString('utf8');
  };
  const disks = parseDiskRoom(textAfter('room') ?? '');
  const tasks = own.map((ownMarks, i) => ({ ...parseTask(ownMarks, i, { stdout, errors, bootMs }), disks }));
  const observed = outMarks[observe];
  const unable = textAfter('unable');
  return {
    tasks: observed ? tasks : endNext(tasks),
    observation: observed ? stdout.subarray(observed.end) : undefined,
    ...(unable !== undefined && { unable: describeUnable(unable, disks) }),
  };
}

/** A batch without an observation was ended on the host. If that happened between two tasks, the next task counts as failed. */
function endNext(tasks: readonly BatchTaskOutput[]): readonly BatchTaskOutput[] {
  const next = tasks.findIndex(({ status }) => status !== 'done');
  return tasks.map((task, i) => (i === next && task.status === 'not-started' ? { ...task, status: 'ended' } : task));
}

function describeUnable(said: string, disks: readonly DiskRoom[]): string {
  const cause = describeFullDisk({ said, paths: pathsIn(said), disks });
  return causeThen(cause, said);
}

interface Printed {
  readonly stdout: Buffer;
  readonly errors: ReadonlyMap<string, StepErrors>;
  /** The boot time of the host by the controller's clock; marks contain the uptime. */
  readonly bootMs: number;
}

function parseTask(own: readonly Mark[], task: number, { stdout, errors, bootMs }: Printed): BatchTaskOutput {
  const outputs: StepOutput[] = [];
  let elapsedMs = 0;
  for (const begin of own.filter((mark) => mark.words[1] === 'begin')) {
    const step = begin.words[3] ?? '';
    const end = own.find((mark) => mark.words[1] === 'end' && mark.words[3] === step);
    const ms = end ? Math.round((Number(end.words[0]) - Number(begin.words[0])) * 1000) : 0;
    elapsedMs += ms;
    const exitStatus = end ? Number(end.words[4]) : -1;
    const error = errors.get(`${task} ${step}`);
    outputs.push({
      exitStatus,
      stdout: stdout.subarray(begin.end, begin.cut?.keptEnd ?? end?.start ?? stdout.length).toString('utf8'),
      stderr: error?.text ?? '',
      elapsedMs: ms,
      startedAtMs: Math.round(bootMs + Number(begin.words[0]) * 1000),
      timedOut: exitStatus === 124 || exitStatus === 137,
      ...(begin.cut && { stdoutCutBytes: begin.cut.bytes }),
      ...(error?.cutBytes !== undefined && { stderrCutBytes: error.cutBytes }),
    });
  }
  const has = (word: string): boolean => own.some((mark) => mark.words[1] === word);
  const status = has('done') ? 'done' : has('failed') ? 'failed' : has('begin') ? 'ended' : 'not-started';
  return { status, outputs, elapsedMs };
}

interface StepErrors {
  readonly text: string;
  readonly cutBytes: number | undefined;
}

function stderrByStep(stderr: Buffer, boundary: string): ReadonlyMap<string, StepErrors> {
  const marks = findMarks(stderr, boundary);
  const errors = new Map<string, StepErrors>();
  for (const [i, { words, end, cut }] of marks.entries()) {
    const [word, task = '', step = ''] = words;
    if (word !== 'begin') continue;
    const text = stderr.subarray(end, cut?.keptEnd ?? marks[i + 1]?.start ?? stderr.length).toString('utf8');
    errors.set(`${task} ${step}`, { text, cutBytes: cut?.bytes });
  }
  return errors;
}

function findMarks(output: Buffer, boundary: string): Mark[] {
  const lead = Buffer.from(`\n${boundary} `);
  const marks: Mark[] = [];
  for (let at = output.indexOf(lead); at >= 0; at = output.indexOf(lead, at + 1)) {
    const newline = output.indexOf('\n', at + 1);
    if (newline < 0) break;
    const words = output
      .subarray(at + lead.length, newline)
      .toString('utf8')
      .split(' ');
    const last = marks.at(-1);
    if (words[0] === 'cut' && last) marks.splice(-1, 1, { ...last, cut: { bytes: Number(words[1]), keptEnd: at } });
    else marks.push({ words, start: at, end: newline + 1 });
  }
  return marks;
}
