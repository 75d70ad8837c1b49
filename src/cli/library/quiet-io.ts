import { Readable, Writable } from 'node:stream';
import type { CommandIo } from '../command-io.ts';

/** Never prompts and never prints: a program receives events and errors instead. */
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
