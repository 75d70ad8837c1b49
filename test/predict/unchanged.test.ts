import { expect, test } from '@jest/globals';
import { predictUnchanged } from '../../src/module-api/unchanged.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { Overlay } from '../../src/predict/overlay.ts';
import { fileText } from '../../src/query/files/file-text.ts';
import { stat } from '../../src/query/files/stat.ts';

const text = fileText('/etc/a');
const observed = Buffer.from('observed');
const overlay = (): Overlay => new Overlay((query) => (query.kind.name === 'fileText' ? observed : undefined));
const writes = { keys: ['file:/etc/a'] };

test('what is predicted to stay is known, though its file is written', () => {
  const known = overlay();
  known.record([{ query: stat('/etc/a'), answer: { exists: false } }], writes, 'an edit');
  expect(known.know(text).answer).toBeInstanceOf(Unknown);

  const kept = overlay();
  kept.record(predictUnchanged(text), writes, 'a chmod');
  expect(kept.know(text)).toEqual({ answer: observed, tainted: 'no' });
});

test('what stays is what an earlier task has planned', () => {
  const known = overlay();
  known.record([{ query: text, answer: Buffer.from('planned') }], writes, 'an edit');
  known.record(predictUnchanged(text), writes, 'a chmod');
  expect(known.know(text).answer).toEqual(Buffer.from('planned'));
});

test('what stays is no more certain than it was', () => {
  const known = overlay();
  known.record([], { keys: [], unlistedEffects: 'anything' }, 'a command');
  known.record(predictUnchanged(text), writes, 'a chmod');
  expect(known.know(text).tainted).toBe('yes');
  known.record([{ query: text, answer: observed }], writes, 'an edit');
  expect(known.know(text).tainted).toBe('no');
});

test('what was never asked stays unasked', () => {
  const known = overlay();
  known.record(predictUnchanged(stat('/etc/a')), writes, 'a chmod');
  expect(() => known.know(stat('/etc/a'))).toThrow('not observed');
});
