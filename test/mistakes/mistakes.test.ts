import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { gradeOf, renderGrades } from './grade.ts';
import type { Grade } from './grade.ts';
import { COLUMNS, runMistake } from './run-mistake.ts';
import type { Mistake } from './run-mistake.ts';

/** `GRADES=write` puts the figures into the page. */
const PAGE = 'test/mistakes/README.md';
const FIGURES = /^\d+ mistakes: .*$/m;
const grades = new Map<string, Grade | undefined>();

const topics = readdirSync('test/mistakes').filter((name) => name.endsWith('.yml'));

describe.each(topics)('%s', (topic) => {
  const mistakes = load(readFileSync(`test/mistakes/${topic}`, 'utf8')) as Mistake[];
  test.each(mistakes.map((mistake) => [mistake.name, mistake] as const))('%s', async (_, mistake) => {
    const said = await runMistake(mistake);
    const { code, text } = said;
    grades.set(`${topic} ${mistake.name}`, gradeOf(said));
    for (const part of mistake.shows ?? []) expect(flat(text)).toContain(flat(part));
    for (const part of mistake.hides ?? []) expect(flat(text)).not.toContain(flat(part));
    expect({ code, text }).toEqual({ code: mistake.code, text });
    expect(text).not.toMatch(/^\s+at .*:\d+:\d+\)?$|node:internal|internal error|\[object|undefined\b(?!-)/m);
    expect(text.split('\n').filter((line) => line.length > COLUMNS)).toEqual([]);

    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
  });
});

test('at least nine of ten messages name the place, the problem and a fix', () => {
  const found = [...grades.values()].filter((grade) => grade !== undefined);
  const cases = topics.flatMap((topic) => load(readFileSync(`test/mistakes/${topic}`, 'utf8')) as Mistake[]);
  // a part of the cases says nothing of all
  if (grades.size < cases.length) return;
  const isWhole = ({ where, what, fix }: Grade): boolean => where && what && fix;
  const lacking = [...grades].flatMap(([name, grade]) => (grade && !isWhole(grade) ? [{ name, ...grade }] : []));
  if (process.env['GRADES'] === 'write') {
    writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(FIGURES, renderGrades(found)));
    console.log(lacking);
  }
  expect(lacking.length <= found.length / 10 ? [] : lacking).toEqual([]);
});

/** Wrapped lines as one. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
