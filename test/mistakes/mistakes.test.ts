import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { COLUMNS, runMistake } from './run-mistake.ts';
import type { Mistake } from './run-mistake.ts';

const topics = readdirSync('test/mistakes').filter((name) => name.endsWith('.yml'));

describe.each(topics)('%s', (topic) => {
  const mistakes = load(readFileSync(`test/mistakes/${topic}`, 'utf8')) as Mistake[];
  test.each(mistakes.map((mistake) => [mistake.name, mistake] as const))('%s', async (_, mistake) => {
    const { code, text } = await runMistake(mistake);
    for (const part of mistake.shows ?? []) expect(flat(text)).toContain(flat(part));
    for (const part of mistake.hides ?? []) expect(flat(text)).not.toContain(flat(part));
    expect({ code, text }).toEqual({ code: mistake.code, text });
    expect(text).not.toMatch(/^\s+at .*:\d+:\d+\)?$|node:internal|internal error|\[object|undefined\b(?!-)/m);
    expect(text.split('\n').filter((line) => line.length > COLUMNS)).toEqual([]);

    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
  });
});

/** Wrapped lines as one. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
