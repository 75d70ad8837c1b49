import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sha256Of } from '../../src/module-api/sha256.ts';
import { fileHash } from '../../src/query/files/file-hash.ts';
import { queryId } from '../../src/query/query.ts';
import { renderObservation } from '../../src/query/observation.ts';
import { renderSentSums } from '../../src/query/files/sent-sums.ts';

/** Another than the content's, so that it shows where an answer is from. */
const SAID = 'ab'.repeat(32);

let directory: string;
let sent: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hash-'));
  sent = join(directory, "it's 100% [new]");
  writeFileSync(sent, 'content');
});
afterEach(() => rmSync(directory, { recursive: true }));

const identify = (path: string): string =>
  execFileSync('stat', ['-c', '%d:%i:%s:%.9Y', '--', path], { encoding: 'utf8' }).trim();

function hashes(paths: readonly string[], before: string): unknown[] {
  const queries = paths.map((path) => fileHash(path));
  const observation = renderObservation(queries, 'b0undary');
  const answers = observation.parse(execFileSync('sh', ['-c', before + observation.script]));
  return queries.map((query) => answers.get(queryId(query)));
}

const others = (): string[] => {
  const other = join(directory, 'other');
  writeFileSync(other, 'content');
  return [other, join(directory, 'none')];
};

test('a file that was sent and has not changed since need not be read', () => {
  const sums = renderSentSums([{ path: sent, identity: identify(sent), sha256: SAID }]);
  expect(hashes([sent, ...others()], sums)).toEqual([SAID, sha256Of(Buffer.from('content')), null]);
});

test.each([
  ['written to', () => writeFileSync(sent, 'CONTENT')],
  [
    'replaced',
    () => {
      rmSync(sent);
      writeFileSync(join(directory, 'new'), 'CONTENT');
      symlinkSync('new', sent);
    },
  ],
])('what was %s since is read', (_, change) => {
  const sums = renderSentSums([{ path: sent, identity: identify(sent), sha256: SAID }]);
  change();
  expect(hashes([sent], sums)).toEqual([sha256Of(Buffer.from('CONTENT'))]);
});

test('without anything sent, all is read', () => {
  expect(renderSentSums([])).toBe('');
  expect(hashes([sent], '')).toEqual([sha256Of(Buffer.from('content'))]);
});
