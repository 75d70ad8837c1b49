import type { StepOutput } from '../../module-api/step.ts';

/** What became of a batch's tasks, by their index. */
export interface BatchOutcome {
  readonly tasks: readonly BatchTaskOutput[];
  /** What the observation printed; undefined when the batch was ended before it. */
  readonly observation: Buffer | undefined;
}

export interface BatchTaskOutput {
  readonly status: 'done' | 'failed' | 'not-started' | 'ended';
  readonly outputs: readonly StepOutput[];
  readonly elapsedMs: number;
}

interface Mark {
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Reads what `renderBatch`'s script printed. `ended`: the batch was killed or the host went down in the middle of it. */
export function parseBatch(stdout: Buffer, stderr: Buffer, boundary: string, taskCount: number): BatchOutcome {
  const outMarks = findMarks(stdout, boundary);
  const errors = stderrByStep(stderr, boundary);
  const observe = outMarks.findIndex((mark) => mark.words[1] === 'observe');
  const marks = observe < 0 ? outMarks : outMarks.slice(0, observe);
  const own = Array.from({ length: taskCount }, (): Mark[] => []);
  for (const mark of marks) own[Number(mark.words[2])]?.push(mark);
  const tasks = own.map((ownMarks, i) => parseTask(ownMarks, i, stdout, errors));
  const observed = outMarks[observe];
  return { tasks, observation: observed ? stdout.subarray(observed.end) : undefined };
}

function parseTask(
  own: readonly Mark[],
  task: number,
  stdout: Buffer,
  errors: ReadonlyMap<string, string>,
): BatchTaskOutput {
  const outputs: StepOutput[] = [];
  let elapsedMs = 0;
  for (const begin of own.filter((mark) => mark.words[1] === 'begin')) {
    const step = begin.words[3] ?? '';
    const end = own.find((mark) => mark.words[1] === 'end' && mark.words[3] === step);
    const ms = end ? Math.round((Number(end.words[0]) - Number(begin.words[0])) * 1000) : 0;
    elapsedMs += ms;
    const exitStatus = end ? Number(end.words[4]) : -1;
    outputs.push({
      exitStatus,
      stdout: stdout.subarray(begin.end, end?.start ?? stdout.length).toString('utf8'),
      stderr: errors.get(`${task} ${step}`) ?? '',
      elapsedMs: ms,
      timedOut: exitStatus === 124 || exitStatus === 137,
    });
  }
  const has = (word: string): boolean => own.some((mark) => mark.words[1] === word);
  const status = has('done') ? 'done' : has('failed') ? 'failed' : has('begin') ? 'ended' : 'not-started';
  return { status, outputs, elapsedMs };
}

function stderrByStep(stderr: Buffer, boundary: string): ReadonlyMap<string, string> {
  const marks = findMarks(stderr, boundary);
  return new Map(
    marks.flatMap((mark, i) => {
      const [word, task = '', step = ''] = mark.words;
      return word === 'begin'
        ? [
            [
              `${task} ${step}`,
              stderr.subarray(mark.end, marks[i + 1]?.start ?? stderr.length).toString('utf8'),
            ] as const,
          ]
        : [];
    }),
  );
}

function findMarks(output: Buffer, boundary: string): Mark[] {
  const lead = Buffer.from(`\n${boundary} `);
  const marks: Mark[] = [];
  for (let at = output.indexOf(lead); at >= 0; at = output.indexOf(lead, at + 1)) {
    const newline = output.indexOf('\n', at + 1);
    if (newline < 0) break;
    marks.push({
      words: output
        .subarray(at + lead.length, newline)
        .toString('utf8')
        .split(' '),
      start: at,
      end: newline + 1,
    });
  }
  return marks;
}
