import { expect, test } from '@jest/globals';
import { runBundled } from '../cli/support/run-bundled.ts';

/** What a run does with the output of a command that prints 300 MB of short lines: prints by how many MB the process has grown at its most. */
const FLOODED = `
import { BatchProgress } from './src/engine/batch/batch-progress.ts';
import { parseBatch } from './src/engine/batch/parse-batch.ts';
import { commandOutcome } from './src/modules/command/command-outcome.ts';
import { BatchRun } from './src/transport/shell/batch-run.ts';

const MB = 1024 * 1024;
const lines = Buffer.from('abc\\n'.repeat(64 * 256));
const progress = new BatchProgress('B', { onTask: () => undefined, onLine: () => undefined, onObserve: () => undefined });
const batch = { id: 'flood', script: '', boundary: 'B', onOutput: (chunk) => progress.feed(chunk) };
const before = process.resourceUsage().maxRSS;
const run = new BatchRun(batch, { outputBytes: 10 * MB, replyBytes: 32 * MB });
run.feed(Buffer.from('\\nB 1.0 begin 0 0\\n'));
// now and then the loop of events has to turn, as between two reads: only then is what chunks held given back
for (let i = 0; i < 4800; i++) {
  run.feed(Buffer.from(lines));
  if (i % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
}
run.feed(Buffer.from('\\nB 2.0 end 0 0 0\\n\\nB 2.0 done 0 -\\n' + run.endNonce + '> 0 0\\n'));
const { stdout, stderr } = await run.result;
const [task] = parseBatch(stdout, stderr, 'B', 1).tasks;
const { result } = commandOutcome(task.outputs[0], { cmd: 'yes abc', stripsEnds: true });
const grownMb = (process.resourceUsage().maxRSS - before) / 1024;
const { stdoutCutBytes: cut } = task.outputs[0];
console.log(JSON.stringify({ cut, lines: result.stdout_lines.length, grownMb }));
`;

test('a command that floods costs at most 100 MB of memory', async () => {
  const { stdout, stderr } = await runBundled(FLOODED);
  expect(stderr).toBe('');
  const { cut, lines, grownMb } = JSON.parse(stdout) as Record<string, number>;
  expect([cut, lines]).toEqual([304_087_040, 2_621_440]);
  expect(grownMb).toBeLessThan(100);
}, 60_000);

/** Looks for the cause of a failure in 10 MB of short lines, with the cause at either end. */
const BLAMED = `
import { findCause } from './src/module-api/find-cause.ts';

const flood = 'y\\n'.repeat(5 * 1024 * 1024);
const before = process.resourceUsage().maxRSS;
const causes = [findCause(flood + 'no such disk\\n'), findCause('E: no such package\\n' + flood)];
console.log(JSON.stringify({ causes, grownMb: (process.resourceUsage().maxRSS - before) / 1024 }));
`;

test('so does the search for the cause of its failure', async () => {
  const { stdout, stderr } = await runBundled(BLAMED);
  expect(stderr).toBe('');
  const { causes, grownMb } = JSON.parse(stdout) as Record<string, unknown>;
  expect(causes).toEqual(['no such disk', 'E: no such package']);
  expect(grownMb).toBeLessThan(100);
}, 60_000);

/** A host that sends for ever on both streams, in an answer. */
const ENDLESS = `
import { SESSION_DEFAULTS } from './src/transport/shell/session-options.ts';
import { ShellClient } from './src/transport/shell/shell-client.ts';

const told = {};
let isOpen = true;
const channel = {
  write: () => undefined,
  drained: () => Promise.resolve(),
  end: () => undefined,
  destroy: () => (isOpen = false),
  onStdout: (listener) => (told.stdout = listener),
  onStderr: (listener) => (told.stderr = listener),
  onClose: () => undefined,
};
const chunk = Buffer.alloc(65536, 'x');
const before = process.resourceUsage().maxRSS;
const client = new ShellClient(channel, { host: 'web1', replyBytes: SESSION_DEFAULTS.replyBytes });
const failure = client.hello('nonce').catch((error) => error.kind);
for (const stream of ['stdout', 'stderr']) told[stream](Buffer.from('nonce<\\n'));
for (let i = 0; isOpen && i < 16_000; i++) {
  for (const stream of ['stdout', 'stderr']) told[stream](Buffer.from(chunk));
  if (i % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
}
const grownMb = (process.resourceUsage().maxRSS - before) / 1024;
console.log(JSON.stringify({ failure: await failure, grownMb }));
`;

test('so does a host that never stops sending', async () => {
  const { stdout, stderr } = await runBundled(ENDLESS);
  expect(stderr).toBe('');
  const { failure, grownMb } = JSON.parse(stdout) as Record<string, unknown>;
  expect(failure).toBe('too-much');
  expect(grownMb).toBeLessThan(100);
}, 60_000);
