import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stat } from '../../src/query/files/stat.ts';
import { observeHere } from './observe-here.ts';

test('stat reports the target of links, and each file itself', () => {
  const root = mkdtempSync(join(tmpdir(), 'stat-'));
  const at = (name: string): string => join(root, name);
  mkdirSync(at('dir'));
  writeFileSync(at('new\nline'), 'abc');
  symlinkSync('dir', at('to dir'));
  symlinkSync('no\nwhere', at('broken'));
  expect(
    observeHere(...['dir', 'new\nline', 'to dir', 'broken', 'none', 'none/below'].map((name) => stat(at(name)))),
  ).toEqual([
    expect.objectContaining({ type: 'directory' }),
    expect.objectContaining({ type: 'file', size: 3 }),
    expect.objectContaining({ type: 'link', target: 'dir' }),
    expect.objectContaining({ type: 'link', target: 'no\nwhere' }),
    { exists: false },
    { exists: false },
  ]);
});
