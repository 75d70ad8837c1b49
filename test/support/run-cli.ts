import { CommanderError } from 'commander';
import { Readable, Writable } from 'node:stream';
import type { CommandIo } from '../../src/cli/command-io.ts';
import { createProgram } from '../../src/cli/create-program.ts';
import { endUsage } from '../../src/cli/start/end-usage.ts';

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Runs the program in this process, without a terminal and with an empty environment. */
export async function runCli(...args: string[]): Promise<CliResult> {
  const result = { stdout: '', stderr: '', exitCode: 0 };
  const into = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        result[name] += chunk.toString();
        done();
      },
    });
  const io: CommandIo = {
    stdin: Readable.from([]),
    stdout: into('stdout'),
    stderr: into('stderr'),
    env: {},
    setExitCode: (code) => (result.exitCode = code),
  };
  const program = createProgram(io);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    endUsage(error, program, args, io);
  }
  return result;
}
