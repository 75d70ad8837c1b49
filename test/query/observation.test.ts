import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AnswerOf, Query } from '../../src/query/query.ts';
import { queryId } from '../../src/query/query.ts';
import { fileHash } from '../../src/query/files/file-hash.ts';
import { fileText } from '../../src/query/files/file-text.ts';
import { renderObservation } from '../../src/query/observation.ts';
import { shell } from '../../src/query/shell.ts';
import { stat } from '../../src/query/files/stat.ts';

/** Asks this machine, through the same script as a host would be asked. */
function observe<Q extends Query>(...queries: Q[]): AnswerOf<Q>[] {
  const observation = renderObservation(queries, 'b0undary');
  const answers = observation.parse(execFileSync('sh', ['-c', observation.script]));
  return queries.map((query) => answers.get(queryId(query)) as AnswerOf<Q>);
}

let root: string;
const at = (name: string): string => join(root, name);
const NAMES = ['plain', 'with space', "quote'd", 'new\nline', '-n', '$HOME', 'ünïcode'];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'observe-'));
  for (const name of NAMES) writeFileSync(at(name), `content of ${name}`);
  writeFileSync(at('bytes'), Buffer.from([0, 1, 10, 255, 0]));
  mkdirSync(at('dir'));
  chmodSync(at('dir'), 0o2750);
  symlinkSync('plain target', at('link'));
  execFileSync('mkfifo', [at('fifo')]);
});

describe('stat', () => {
  test.each(NAMES)('sees the file %j', (name) => {
    expect(observe(stat(at(name)))).toEqual([
      expect.objectContaining({
        exists: true,
        type: 'file',
        mode: '0644',
        size: Buffer.byteLength(`content of ${name}`),
      }),
    ]);
  });

  test('distinguishes directories, links, other file types and absence', () => {
    expect(
      observe(stat(at('dir')), stat(at('link')), stat(at('fifo')), stat(at('none')), stat(at('no/such/parent'))),
    ).toEqual([
      expect.objectContaining({ type: 'directory', mode: '2750', size: 0 }),
      expect.objectContaining({ type: 'link', target: 'plain target' }),
      expect.objectContaining({ type: 'other' }),
      { exists: false },
      { exists: false },
    ]);
  });
});

test('file hashes are those of the content; other file types have none', () => {
  expect(observe(fileHash(at('plain')), fileHash(at('dir')), fileHash(at('fifo')), fileHash(at("quote'd")))).toEqual([
    createHash('sha256').update('content of plain').digest('hex'),
    null,
    null,
    expect.stringMatching(/^[0-9a-f]{64}$/),
  ]);
});

test('file text keeps every byte', () => {
  expect(observe(fileText(at('bytes')), fileText(at('new\nline')), fileText(at('none')))).toEqual([
    Buffer.from([0, 1, 10, 255, 0]),
    Buffer.from('content of new\nline'),
    null,
  ]);
});

test('a shell question keeps its streams and its status apart, whatever else is asked', () => {
  expect(
    observe<Query>(
      shell({ script: 'echo out; echo err >&2; exit 3' }),
      stat(at('none')),
      shell({ script: 'printf "\\n"' }),
    ),
  ).toEqual([
    { exitStatus: 3, stdout: 'out\n', stderr: 'err' },
    { exists: false },
    { exitStatus: 0, stdout: '\n', stderr: '' },
  ]);
});

test('one question asked twice is answered once', () => {
  const { script } = renderObservation([stat('/a'), stat('/a'), stat('/b')], 'x');
  expect(script.match(/\/a/g)).toHaveLength(1);
});

test('an output that was cut is an error, not an absence', () => {
  const observation = renderObservation([stat('/a'), fileHash('/a')], 'b0undary');
  const whole = execFileSync('sh', ['-c', observation.script]);
  expect(() => observation.parse(whole.subarray(0, -5))).toThrow(/incomplete/);
});
