import { CommanderError } from 'commander';
import { Readable, Writable } from 'node:stream';
import { createProgram } from '../../src/cli/create-program.ts';

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
  const program = createProgram({
    stdin: Readable.from([]),
    stdout: into('stdout'),
    stderr: into('stderr'),
    env: {},
    setExitCode: (code) => (result.exitCode = code),
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    result.exitCode = error.exitCode === 0 ? 0 : 3;
  }
  return result;
}
