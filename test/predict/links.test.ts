import { describe, expect, test } from '@jest/globals';
import { Overlay } from '../../src/predict/overlay.ts';
import { fileText } from '../../src/query/files/file-text.ts';
import { stat } from '../../src/query/files/stat.ts';
import { treeAttributes } from '../../src/query/files/tree-attributes.ts';
import type { Query } from '../../src/query/query.ts';
import { queryId } from '../../src/query/query.ts';
import { Unknown } from '../../src/values/unknown.ts';

const ABSENT = { exists: false } as const;
const OF_ROOT = { exists: true, mode: '0644', owner: 'root', group: 'root', size: 0 } as const;
const FILE = { ...OF_ROOT, type: 'file' } as const;
const DIRECTORY = { ...OF_ROOT, type: 'directory' } as const;
const linkTo = (target: string) => ({ ...OF_ROOT, type: 'link', target }) as const;

type Answers = readonly (readonly [Query, unknown])[];

/** A host whose links are given by their paths; a path that it is asked for is absent unless an answer says otherwise. */
function host(links: Readonly<Record<string, string>>, answers: Answers): Overlay {
  const observed = new Map(answers.map(([query, answer]) => [queryId(query), answer]));
  const waysOf = (path: string) => ({
    links: Object.entries(links)
      .filter(([link]) => `${path}/`.startsWith(`${link}/`))
      .map(([link, target]) => ({ path: link, target })),
    end: null,
  });
  return new Overlay((query) =>
    query.kind.name === 'way' ? waysOf(query.args as string) : observed.get(queryId(query)),
  );
}

const write = (path: string, text: string) => [
  { query: stat(path), answer: FILE },
  { query: fileText(path), answer: Buffer.from(text) },
];

describe('a change by one path of a file', () => {
  const found: Answers = [
    [fileText('/srv/app/current/conf'), Buffer.from('old')],
    [stat('/srv/app/current/conf'), FILE],
    [fileText('/srv/app/releases/7/conf'), Buffer.from('old')],
    [treeAttributes('/srv/app/current/'), []],
    [stat('/srv/app/current'), { ...linkTo('releases/7'), leadsTo: 'directory' }],
  ];
  const links = { '/srv/app/current': 'releases/7' };

  test('is seen by another, through a link of the host', () => {
    const overlay = host(links, found);
    overlay.record(write('/srv/app/releases/7/conf', 'new'), { keys: [] }, 'write');
    expect(overlay.know(fileText('/srv/app/current/conf')).answer).toEqual(Buffer.from('new'));
    expect(overlay.predicted(fileText('/srv/app/current/conf'))).toEqual(Buffer.from('new'));
    expect(overlay.know(treeAttributes('/srv/app/current/')).answer).toBeInstanceOf(Unknown);
    expect(overlay.isWrittenAfter(0, fileText('/srv/app/current/conf'))).toBe(true);
    expect(overlay.isWrittenAfter(1, fileText('/srv/app/current/conf'))).toBe(false);
  });

  test('reaches derived answers under the path that they use', () => {
    const named = { loadState: 'not-found', fragmentPath: '' };
    const asked: Query = {
      kind: {
        name: 'named',
        key: () => 'named',
        reads: () => ['file:/lib/units/a', 'file:/etc/units/a'],
        script: () => '',
        parse: () => [],
        derive: (_args, _before, _peek, writes) => writes,
      },
      args: undefined,
    };
    const overlay = host({ '/lib': 'usr/lib' }, [[asked, named]]);
    overlay.record(write('/usr/lib/units/a', 'new'), { keys: [] }, 'write');
    overlay.record(write('/etc/units/a', 'new'), { keys: [] }, 'write');
    expect(overlay.know(asked).answer).toEqual([['file:/usr/lib/units/a', 'file:/lib/units/a'], ['file:/etc/units/a']]);
  });

  test('is seen the other way round', () => {
    const overlay = host(links, found);
    overlay.record(write('/srv/app/current/conf', 'new'), { keys: [] }, 'write');
    expect(overlay.know(fileText('/srv/app/releases/7/conf')).answer).toEqual(Buffer.from('new'));
  });

  test('is not seen once the link leads elsewhere', () => {
    const overlay = host(links, [...found, [fileText('/srv/app/releases/8/conf'), Buffer.from('8')]]);
    overlay.record(write('/srv/app/releases/7/conf', 'new'), { keys: [] }, 'write');
    overlay.record([{ query: stat('/srv/app/current'), answer: linkTo('releases/8') }], { keys: [] }, 'switch');
    expect(overlay.know(fileText('/srv/app/current/conf')).answer).toEqual(Buffer.from('8'));
  });
});

describe('a link that a change makes', () => {
  const found: Answers = [
    [stat('/l'), ABSENT],
    [fileText('/l'), null],
    [stat('/l/c'), ABSENT],
    [fileText('/l/c'), null],
  ];
  const link = [{ query: stat('/l'), answer: linkTo('d') }];

  test.each([
    ['a file', FILE, 'file'],
    ['a directory', DIRECTORY, 'directory'],
    ['nothing', ABSENT, 'nothing'],
  ])('leads to %s', (_, target, leadsTo) => {
    const overlay = host({}, [...found, [stat('/d'), target]]);
    overlay.record(link, { keys: [] }, 'link');
    expect(overlay.know(stat('/l')).answer).toMatchObject({ type: 'link', leadsTo });
  });

  test('leads to a file that another change creates', () => {
    const overlay = host({}, [...found, [stat('/d'), ABSENT]]);
    overlay.record(link, { keys: [] }, 'link');
    overlay.record(write('/d', 'text'), { keys: [] }, 'write');
    expect(overlay.know(stat('/l')).answer).toMatchObject({ leadsTo: 'file' });
    expect(overlay.know(fileText('/l')).answer).toEqual(Buffer.from('text'));
  });

  test('queries its target, which no task names', () => {
    const overlay = host({}, found);
    overlay.record(link, { keys: [] }, 'link');
    expect(overlay.missing([stat('/l'), fileText('/l/c')]).map(queryId)).toEqual(
      [stat('/d'), fileText('/d/c')].map(queryId),
    );
    expect(overlay.know(fileText('/l/c')).answer).toBeInstanceOf(Unknown);
  });

  test('leads to a path that does not exist yet', () => {
    const overlay = host({}, [...found, [fileText('/d/c'), null], [stat('/d/c'), ABSENT]]);
    overlay.record(link, { keys: [] }, 'link');
    expect(overlay.know(fileText('/l/c')).answer).toBeNull();
  });

  test('in a circle leads to nothing', () => {
    const overlay = host({}, found);
    overlay.record([{ query: stat('/l'), answer: linkTo('l') }], { keys: [] }, 'link');
    expect(overlay.know(stat('/l')).answer).toMatchObject({ leadsTo: 'nothing' });
    expect(overlay.know(fileText('/l/c')).answer).toBeNull();
  });
});

test('only files that are created later exist below a removed or replaced directory', () => {
  const found: Answers = [
    [stat('/d'), DIRECTORY],
    [stat('/d/a'), FILE],
    [fileText('/d/a'), Buffer.from('a')],
    [stat('/d/l'), linkTo('a')],
    [fileText('/d/l'), Buffer.from('a')],
  ];
  const overlay = host({ '/d/l': 'a' }, found);
  overlay.record([{ query: stat('/d'), answer: ABSENT }], { keys: ['tree:/d'] }, 'remove');
  expect(overlay.know(stat('/d/a'))).toEqual({ answer: ABSENT, tainted: 'no' });
  expect(overlay.know(fileText('/d/a')).answer).toBeNull();
  overlay.record([{ query: stat('/d'), answer: DIRECTORY }], { keys: [] }, 'make');
  overlay.record(write('/d/a', 'new'), { keys: [] }, 'write');
  expect(overlay.know(fileText('/d/a')).answer).toEqual(Buffer.from('new'));
  expect(overlay.know(fileText('/d/l')).answer).toBeNull();
});
