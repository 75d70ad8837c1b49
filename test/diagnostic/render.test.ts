import { expect, test } from '@jest/globals';
import { renderDiagnostic } from '../../src/diagnostic/render.ts';

const at = (text: string, start: number, end = start + 1) =>
  ({
    code: 'wrong-value',
    severity: 'error',
    summary: 'A value is wrong',
    range: { source: { path: 'site.yml', text }, start, end },
  }) as const;
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

test('a long line is shortened around the marked part', () => {
  const text = `${'a'.repeat(5_000_000)}HERE${'b'.repeat(1000)}\n`;
  const rendered = renderDiagnostic(at(text, 5_000_000, 5_000_004), { width: 60 });
  expect(widest(rendered)).toBeLessThanOrEqual(60);
  const [, , , line = '', carets = ''] = rendered.split('\n');
  expect(line).toMatch(/^1 \| …a+HEREb+…$/);
  expect(carets.indexOf('^')).toBe(line.indexOf('HERE'));
  expect(carets).toMatch(/\| +\^{4}$/);
});

test.each([0, 10, 30, 57, 100, 139])('a line of 140 characters is cut with column %d in it', (column) => {
  const rendered = renderDiagnostic(at('x'.repeat(column) + '!' + 'y'.repeat(139 - column), column), { width: 60 });
  const [, , , line = '', carets = ''] = rendered.split('\n');
  expect(line[carets.indexOf('^')]).toBe('!');
  expect(widest(rendered)).toBeLessThanOrEqual(60);
});

test('without a terminal a line has its first 400 characters at most', () => {
  expect(widest(renderDiagnostic(at('a'.repeat(5000), 0)))).toBeLessThan(420);
});

test('controls and turned text are shown, not obeyed', () => {
  const rendered = renderDiagnostic({ ...at('k: \x1b[2J\u202ex\tend', 9), summary: 'not \x07 here' });

  expect(rendered).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
  expect(rendered).toContain('1 | k: \\x1b[2J\\u202ex end');
  expect(rendered).toContain('not \\x07 here');
});

test('sentences are wrapped between words, and long words are broken', () => {
  const summary = `${'word '.repeat(30)}${'x'.repeat(200)} end`;
  const rendered = renderDiagnostic({ ...at('', 0), summary, detail: summary, suggestion: summary }, { width: 50 });
  expect(widest(rendered)).toBeLessThanOrEqual(50);
  expect(rendered.replaceAll(/\n */g, '').match(/x{200}/g)).toHaveLength(3);
});

/** Of the code, since the mistake has no suggestion of its own. */
const HELP = '  help: Write one of the values that the message names.';

test('a warning has only its own suggestion', () => {
  expect(renderDiagnostic({ ...at('', 0), severity: 'warning' })).toBe(
    'warning[wrong-value]: A value is wrong\n --> site.yml',
  );
});

test('of a file of which only the path is known, the path is the place', () => {
  expect(renderDiagnostic(at('', 0))).toBe(`error[wrong-value]: A value is wrong\n --> site.yml\n${HELP}`);
});

test('wide characters count twice', () => {
  const rendered = renderDiagnostic(at('日本語: x', 5), { width: 60 });
  expect(rendered.split('\n').slice(-3)).toEqual(['1 | 日本語: x', '  |         ^', HELP]);
});
