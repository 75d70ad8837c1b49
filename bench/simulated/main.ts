import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadNow } from '../machine.ts';
import { measureUsage } from '../scale/measure-usage.ts';
import { MAIN, simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,100,300' },
    rounds: { type: 'string', default: '3' },
    servers: { type: 'string', default: '2' },
    /** Milliseconds that a host takes for each answer. */
    delay: { type: 'string', default: '0' },
    /** Arguments of `provision apply`. */
    words: { type: 'string', default: '' },
    /** Further programs to measure, in turn with that of the checkout. */
    program: { type: 'string', multiple: true, default: [] },
    /** The recording's file, which is created if it does not exist. */
    recording: { type: 'string' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const scratch = mkdtempSync(join(tmpdir(), 'provision-simulated-'));
const servers: ChildProcess[] = [];
try {
  await measure();
} finally {
  for (const server of servers) server.kill();
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const started = await simulate({
    scratch,
    sizes: [...new Set([1, ...sizes])],
    servers: Number(values.servers),
    delay: values.delay,
    recording: values.recording,
  });
  servers.push(...started);
  const programs = [MAIN, ...values.program];
  const first = new Map<string, { readonly cpuMs: number; readonly memoryMb: number }>();
  for (const size of [...new Set([1, ...sizes])])
    for (let round = 0; round < Number(values.rounds); round++)
      for (const program of programs) {
        const usage = await run(program, size);
        const one = first.get(program) ?? usage;
        if (size === 1 && one.cpuMs >= usage.cpuMs) first.set(program, usage);
        const above = (name: 'cpuMs' | 'memoryMb'): string =>
          size === 1 ? '-' : ((usage[name] - one[name]) / (size - 1)).toFixed(2);
        process.stdout.write(
          `${program} hosts ${size}: ${Math.round(usage.cpuMs)} ms (main ${Math.round(usage.mainMs)}), ${Math.round(usage.memoryMb)} MB, ` +
            `${Math.round(usage.wallMs)} ms wall; a host above the first ${above('cpuMs')} ms, ${above('memoryMb')} MB; load ${loadNow()}\n`,
        );
      }
}

async function run(program: string, size: number): ReturnType<typeof measureUsage> {
  const words = ['apply', '-i', `scale-${size}`, '-p', 'scale', '--forks', '100', ...values.words.split(' ')];
  const usage = await measureUsage({
    scratch,
    directory: join(scratch, 'project'),
    words: [program, ...words.filter((word) => word !== '')],
  });
  if (!usage.output.includes('No changes. ')) throw new Error(`something was changed:\n${usage.output.slice(-1500)}`);
  return usage;
}
