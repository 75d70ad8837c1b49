import { readdirSync, readFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createProgram } from '../../src/cli/create-program.ts';
import { checkCommand } from './check-command.ts';
import { fencedBlocks, indentedBlocks } from './page-blocks.ts';
import { PAGES } from './pages.ts';

const nowhere = new Writable();
const program = createProgram({
  stdin: Readable.from([]),
  stdout: nowhere,
  stderr: nowhere,
  env: {},
  setExitCode: () => undefined,
});
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

test.each(PAGES)('the commands in %s exist, with their options', (path) => {
  const page = readFileSync(path, 'utf8');
  const lines = [...fencedBlocks(page), ...indentedBlocks(page)].flatMap(({ text, language }) =>
    ['sh', '', 'yaml'].includes(language) ? text.replaceAll(/\\\n\s*/g, '').split('\n') : [],
  );
  const spans = [...page.replaceAll(/^ *```[^]*?^ *```/gm, '').matchAll(/`(?:\$ )?(provision [^`]+)`/g)].map(
    ([, text = '']) => text.replaceAll(/\s+/g, ' '),
  );
  const calls = lines.map((line) => line.replace(/^- (run: |if: )?/, '').replace(/^\$ /, ''));
  expect(
    [...calls, ...spans].map((line) => checkCommand(line, program)).filter((mistake) => mistake !== undefined),
  ).toEqual([]);
  const runs = [...page.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
  expect(runs.filter((name) => !(name in scripts))).toEqual([]);
});

test.each([
  ['provision plan -i prod --out x', undefined],
  ['provision lnt extra', 'apply takes 1 words, not 2'],
  ['provision plan --nosuch', 'plan has no option --nosuch'],
  ['cat x | provision vault encrypt-strin', 'vault has no command encrypt-strin'],
  ['provision lint --output json', '--output does not take json'],
  ['provision exec web -- uptime --nosuch', undefined],
  ['provision drift install -- --nosuch', 'apply has no option --nosuch'],
  ['provision plan --out', '--out needs a value'],
])('%s', (line, mistake) => {
  expect(checkCommand(line, program)).toBe(mistake && `${line}: ${mistake}`);
});

test('all pages are looked at', () => {
  const guides = readdirSync('docs/guide').map((name) => `docs/guide/${name}`);
  expect(guides.filter((path) => !PAGES.includes(path))).toEqual([]);
});

test('the table of the README has each command', () => {
  const [, table = ''] = /^## Commands\n([^]*?)^## /m.exec(readFileSync('README.md', 'utf8')) ?? [];
  const rows = [...table.matchAll(/^\| ([^|]*(?:\\\|[^|]*)*) \|/gm)].map(([, cell = '']) => cell).join(' ');
  const commands = program.createHelp().visibleCommands(program);
  const missing = commands.map((each) => each.name()).filter((name) => !new RegExp(`\`${name}\\b`).test(rows));
  // `show FILE` stands in the row of plan
  expect(missing).toEqual(['show', 'help']);
});
