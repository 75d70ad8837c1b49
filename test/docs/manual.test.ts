import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as codes from '../../src/cli/exit-codes.ts';
import { ENVIRONMENT, EXIT_MEANINGS } from '../../src/cli/manual.ts';

const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join('src', path), 'utf8'))
  .join('\n');
const readme = readFileSync('README.md', 'utf8');

test('the manual has each exit code, and the README too', () => {
  const all = [0, ...Object.entries(codes).flatMap(([name, code]) => (name.startsWith('EXIT_') ? [code] : []))].map(
    String,
  );
  expect(Object.keys(EXIT_MEANINGS).sort()).toEqual(all.sort());
  const told = /^Exit codes: (?:.+\n)+/m.exec(readme)?.[0] ?? '';
  expect(all.filter((code) => !new RegExp(`\\b${code}\\b`).test(told))).toEqual([]);
});

test('the manual has each variable that the program reads', () => {
  const read = [...source.matchAll(/\benv\['([A-Z][A-Z_]+)'\]|\.env\('([A-Z_]+)'\)/g)].map(([, a, b]) => a ?? b ?? '');
  expect([...new Set(read)].filter((name) => ENVIRONMENT[name] === undefined)).toEqual([]);
});
