import { expect, test } from '@jest/globals';
import { fitLines } from '../../src/report/text/fit-lines.ts';

const COLUMNS = 40;

test.each([
  [
    'a sentence below a headline',
    '    the directory /etc/nginx does not exist, but may later',
    ['    the directory /etc/nginx does not', '    exist, but may later'],
  ],
  [
    'an item of a list',
    '  • Fix the failures on u1 and run again; finished changes are kept.',
    ['  • Fix the failures on u1 and run', '    again; finished changes are kept.'],
  ],
])('breaks %s between words', (_, line, lines) => {
  expect(fitLines([line], COLUMNS)).toEqual(lines);
});

test.each([
  ['a command to copy', `    command: nginx -t ${'x'.repeat(30)} -c y`],
  ['a command in a list', `  • Run it again: provision apply -i prod --limit ${'x'.repeat(9)}`],
  ['what a program printed', `      nginx: [emerg] unknown directive "bogus" in /etc/nginx/site`],
  ['a painted line', `    \x1b[2m${'a '.repeat(30)}\x1b[22m`],
  ['a headline', `changed       web1  ${'a '.repeat(30)}`],
])('leaves %s', (_, line) => {
  expect(fitLines([line], COLUMNS)).toEqual([line]);
});

test('does not break lines without a terminal', () => {
  const line = `    ${'word '.repeat(30)}`;
  expect(fitLines([line], undefined)).toEqual([line]);
});
