import { Readable, Writable } from 'node:stream';
import type { CommandIo } from '../command-io.ts';

/** Nobody is asked, and nothing is printed: a program hears of everything by events and errors. */
export const QUIET: CommandIo = {
  stdin: Readable.from([]),
  stdout: silent(),
  stderr: silent(),
  env: process.env,
  setExitCode: () => undefined,
};

function silent(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
}
