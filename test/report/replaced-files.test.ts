import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../src/report/replace-file.ts';
import { openFiles } from '../../src/report/open-files.ts';
import { openOutlets } from '../../src/report/open-outlets.ts';
import { scratchPath } from './scratch.ts';

/** A directory of a test. */
function makeDirectory(name: string): string {
  const path = scratchPath(name);
  mkdirSync(path);
  return path;
}

test('a link that somebody has put beside the file is not written through', () => {
  const directory = makeDirectory('shared');
  const [path, victim] = [join(directory, 'junit.xml'), join(directory, 'victim')];
  writeFileSync(victim, 'precious');
  symlinkSync(victim, `${path}.${process.pid}.tmp`);
  replaceFile(path, 'new');
  expect([readFileSync(path, 'utf8'), readFileSync(victim, 'utf8')]).toEqual(['new', 'precious']);
  expect(readdirSync(directory).sort()).toEqual(['junit.xml', `junit.xml.${process.pid}.tmp`, 'victim']);
});

describe('no file takes the place of', () => {
  const pipe = (): string => {
    const path = join(makeDirectory('pipes'), 'pipe');
    execFileSync('mkfifo', [path]);
    return path;
  };

  test.each([
    ['a pipe', pipe, 'it is a pipe'],
    ['a device', () => '/dev/null', 'it is a device'],
    ['a stream', () => '/dev/stdout', /it is a|it is no place for a file/],
  ])('%s', (_, make, why) => {
    const path = make();
    const before = lstatSync(path);
    const detail = why instanceof RegExp ? expect.stringMatching(why) : why;
    const refusal = (flag: string) => ({
      diagnostics: [{ code: 'output-file', summary: `${flag} ${path} cannot be written`, detail }],
    });
    expect(errorOf(() => openFiles({ junitFile: path }))).toMatchObject(refusal('--junit'));
    expect(errorOf(() => openOutlets({ metricsFile: path, env: {}, version: '1' }))).toMatchObject(
      refusal('--metrics'),
    );
    expect(lstatSync(path).ino).toBe(before.ino);
  });
});

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
