import type { Writable } from 'node:stream';

/** The output of a reporter: a terminal, a pipe or a test's buffer. */
export type OutputStream = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

export type Environment = Readonly<Record<string, string | undefined>>;
