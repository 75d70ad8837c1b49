import { expect, test } from '@jest/globals';
import { BatchRun } from '../../src/transport/shell/batch-run.ts';

/** What is made of an output that breaks off, when it comes in chunks of so many bytes. */
async function endOf(sizeBytes: number): Promise<{ stdout: string; exitStatus: number; offset: number }> {
  const run = new BatchRun({ id: 'b', script: '' }, { outputBytes: 1000, replyBytes: 1000 });
  const bytes = Buffer.from(`printed${run.endNonce.slice(0, 20)}${run.endNonce}! 1\n`);
  for (let at = 0; at < bytes.length; at += sizeBytes) run.feed(bytes.subarray(at, at + sizeBytes));
  const { stdout, exitStatus } = await run.result;
  return { stdout: stdout.toString().slice(0, 'printed'.length), exitStatus, offset: run.offset - bytes.length };
}

test('an output ends at the mark of the host, however chunks are cut', async () => {
  for (let size = 1; size <= 70; size++) {
    expect(await endOf(size)).toEqual({ stdout: 'printed', exitStatus: 137, offset: 0 });
  }
});
