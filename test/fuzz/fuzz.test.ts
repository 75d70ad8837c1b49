import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { TARGETS } from './targets.ts';
import type { Target } from './targets.ts';

/** FUZZ_RUNS says how many inputs each reader is given, FUZZ_SEED which, and FUZZ_LOG where it is noted how many were. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 150);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const LOG = process.env['FUZZ_LOG'];
const CORPUS = new URL('corpus/', import.meta.url).pathname;
const SLOW_MS = 5000;

type Edit = (bytes: Buffer, at: number) => Buffer;

const insert =
  (piece: Buffer): Edit =>
  (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);

/** A whole input that was cut, repeated, and had bytes and words put in. */
function broken({ whole, words }: Target): fc.Arbitrary<Buffer> {
  const piece = fc.oneof(
    fc.constantFrom(...words).map((word) => Buffer.from(word)),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom('\0', '\ufeff', '\u2028', '__proto__', 'constructor', '{{', '<%=').map((word) => Buffer.from(word)),
  );
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    piece.map(insert),
    fc.nat(20).map(
      (count): Edit =>
        (bytes, at) =>
          Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]),
    ),
    fc.nat(60).map(
      (count): Edit =>
        (bytes, at) =>
          insert(bytes.subarray(at, at + count))(bytes, at),
    ),
    fc.constant<Edit>((bytes, at) => bytes.subarray(0, at)),
  );
  const edits = fc.array(fc.tuple(edit, fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 6 });
  const edited = fc
    .tuple(fc.constantFrom(...whole), edits)
    .map(([text, list]) =>
      list.reduce<Buffer>((bytes, [change, at]) => change(bytes, Math.floor(at * bytes.length)), Buffer.from(text)),
    );
  const made = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));
  return fc.oneof({ weight: 3, arbitrary: edited }, { weight: 1, arbitrary: made });
}

function read(target: Target, input: Buffer): void {
  const start = process.cpuUsage();
  target.read(input);
  // of this process alone: the machine may be busy
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  if (ms > SLOW_MS) throw new Error(`it took ${ms} ms`);
}

const lineOf = ({ name }: Target, ms: number): string =>
  `${JSON.stringify({ what: name, inputs: RUNS, 'neither read nor refused': 0, seconds: Math.round(ms / 1000) })}\n`;

describe.each(TARGETS)('$name', (target) => {
  test(
    'are read or refused, whatever they are',
    () => {
      const property = fc.property(broken(target), (input) => {
        read(target, input);
      });
      const start = performance.now();
      fc.assert(property, { numRuns: RUNS, seed: SEED });
      if (LOG !== undefined) appendFileSync(LOG, lineOf(target, performance.now() - start));
    },
    24 * 3600 * 1000,
  );

  test.each(readdirSync(CORPUS))('so is %s', (file) => read(target, readFileSync(join(CORPUS, file))));
});
