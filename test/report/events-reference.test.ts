import { expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { renderEventsReference } from '../../src/report/render-events-reference.ts';

const PATH = 'docs/reference/events.md';

test('the reference of events says what the schema says', () => {
  const reference = renderEventsReference();
  if (process.env['UPDATE_DOCS']) {
    mkdirSync('docs/reference', { recursive: true });
    writeFileSync(PATH, reference);
  }
  expect(readFileSync(PATH, 'utf8')).toBe(reference);
});
