import { Writable } from 'node:stream';
import type { EngineEvent } from '../../src/engine/events.ts';
import { createReporter, type ReporterOptions } from '../../src/report/create-reporter.ts';

/** A stream that keeps what is written. */
export class Capture extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Replays events through a reporter; gives what it wrote. */
export async function replay(
  events: readonly EngineEvent[],
  options: Partial<ReporterOptions> = {},
): Promise<{ stdout: string; stderr: string; broken: readonly string[] }> {
  const [stdout, stderr] = [new Capture(), new Capture()];
  const reporter = await createReporter({
    format: 'plain',
    mode: 'apply',
    withDiff: false,
    verbosity: 0,
    mask: (text) => text,
    stdout,
    stderr,
    env: { LANG: 'C' },
    ...options,
  });
  for (const event of events) reporter.sink(event);
  const broken = await reporter.close();
  return { stdout: stdout.text, stderr: stderr.text, broken };
}
