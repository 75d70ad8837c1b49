import type { Writable } from 'node:stream';
import { exitCodeWith } from '../exit-codes.ts';

/** A reader that closes the pipe early, as head does, has seen enough; nor is a closed terminal an error. */
const HARMLESS = ['EPIPE', 'EIO'];

/**
 * Keeps the process going where its output can't be written, such as on a full disk: what it does on hosts must not end half-way for
 * that. It is reported once, on stderr. Returns the exit code that says so, from that of the command.
 */
export function watchOutput({
  stdout,
  stderr,
}: Readonly<Record<'stdout' | 'stderr', Writable>>): (exitCode: number) => number {
  const lost = new Set<Writable>();
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (HARMLESS.includes(error.code ?? '') || lost.has(stream)) return;
      if (error.syscall === undefined) throw error;
      lost.add(stream);
      if (stream === stdout) stderr.write(`error: the output cannot be written: ${error.message}\n`);
    });
  return (exitCode) => exitCodeWith(exitCode, [...lost]);
}
