import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readHandedOn, writeHandedOn } from '../../src/cli/run/handed-on-files.ts';
import { DatedVariables } from '../../src/engine/variables/dated-variables.ts';
import { handOn, takeOver } from '../../src/engine/variables/handed-on.ts';
import { Unknown } from '../../src/values/unknown.ts';

test('values set by tasks are equal in the process that receives them; values with secrets are not passed on', () => {
  const set = new DatedVariables();
  set
    .set('list', [1, { a: null }])
    .setMade('five', '5', ['5'])
    .setMade('held', { a: '[1]' }, ['[1]'])
    .set('token', 'hunter22')
    .set('later', new Unknown('not yet'));
  const path = join(mkdtempSync(join(tmpdir(), 'provision-values-')), 'values');
  const told: string[] = [];
  const mask = (text: string): string => text.replaceAll('hunter22', '********');
  writeHandedOn(path, { a: handOn(set), b: [] }, { mask, warn: (host, message) => told.push(`${host}: ${message}`) });
  expect(told).toEqual(['a: token is not passed to other workers: it contains a secret']);
  const taken = new DatedVariables();
  takeOver(taken, readHandedOn(path)['a']);
  expect([...taken]).toEqual([
    ['list', [1, { a: null }]],
    ['five', '5'],
    ['held', { a: '[1]' }],
  ]);
  expect([taken.shapeOf('five'), taken.shapeOf('list')]).toEqual(['template', undefined]);
  expect([taken.holdsMade('held', '[1]'), taken.holdsMade('list', '[1]')]).toEqual([true, false]);
});
