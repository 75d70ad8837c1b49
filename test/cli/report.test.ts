import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleRun, ran } from '../html-report/example-run.ts';
import { runCli } from '../support/run-cli.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'provision-report-'));
  const { id, events } = exampleRun({ hosts: ['web1'], events: ran({ node: 'web@web1', from: 0, to: 5 }) });
  mkdirSync(join(root, '.provision', 'runs'), { recursive: true });
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  writeFileSync(join(root, '.provision', 'runs', `${id}.ndjson`), lines.join(''));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a report of the last run is written for its user alone, and its path is printed', async () => {
  const { stdout, stderr, exitCode } = await runCli('report', '--project', root);
  expect([stderr, exitCode]).toEqual(['', 0]);
  const path = join(root, '.provision', 'report-20260131T120000Z-aaaaaa.html');
  expect(stdout.trim().endsWith('.provision/report-20260131T120000Z-aaaaaa.html')).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>[^]*web1/);
});

test('--out sets the path of the report', async () => {
  const path = join(root, 'r.html');
  expect(await runCli('report', 'aaaaaa', '--project', root, '--out', path)).toMatchObject({ stdout: `${path}\n` });
  expect(readFileSync(path, 'utf8')).toContain('</html>');
});

test('an unknown run is an error', async () => {
  const { stderr, exitCode } = await runCli('report', 'zzz', '--project', root);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('There is no recorded run zzz')]);
});

test('an unwritable path is an error', async () => {
  const { stderr, exitCode } = await runCli('report', '--project', root, '--out', join(root, 'none', 'r.html'));
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining(join(root, 'none'))]);
});
