import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compareStates, parseIgnored, parseState } from '../../bench/roles/end-state.ts';
import { renderCorpora } from '../../bench/roles/corpora-page.ts';
import { renderPage } from '../../bench/roles/page.ts';
import { readAnsible, readProvision } from '../../bench/roles/tools.ts';

const ignored = parseIgnored(readFileSync('bench/roles/ignored.txt', 'utf8'));
const UIDS = 'uid\t101\tredis\ngid\t102\tredis\n';
const file = (mode: string, owner: string, digest: string): string =>
  `file\t/etc/redis.conf\tfile\t${mode}\t${owner}\t12\t2026-01-01T00:00:00.000Z\t${digest}\n`;

test('files are compared by type, mode, owner by name, and content, whatever their time', () => {
  const ours = parseState(file('0644', '101:102', 'aa'), UIDS);
  const theirs = parseState(file('0644', '7:8', 'aa').replace('01-01', '02-02'), 'uid\t7\tredis\ngid\t8\tredis\n');
  expect(ours.get('file /etc/redis.conf')).toBe('file 0644 redis:redis aa');
  expect(compareStates(ours, theirs, ignored)).toEqual([]);
  expect(compareStates(ours, parseState(file('0640', '101:102', 'aa'), UIDS), ignored)).toEqual([
    { item: 'file /etc/redis.conf', ours: 'file 0644 redis:redis aa', theirs: 'file 0640 redis:redis aa' },
  ]);
});

test('a file on only one host is a difference, unless it is ignored', () => {
  const ours = parseState('file\t/var/log/x\tfile\t0644\t0:0\t1\tT\tbb\n', 'package\tnginx\tii  1.22\n');
  expect(compareStates(ours, new Map(), ignored)).toEqual([
    { item: 'package nginx', ours: 'ii  1.22', theirs: undefined },
  ]);
});

test('finds failures in the output of ansible-playbook, except ignored ones', () => {
  const output = `
TASK [nginx : Install.] ***
fatal: [h]: FAILED! => {"changed": false, "msg": "No package"}
...ignoring
RUNNING HANDLER [reload] ***
fatal: [h]: FAILED! => {"changed": false, "msg": "no unit"}
h : ok=2    changed=1    unreachable=0    failed=1
`;
  expect(readAnsible(output)).toEqual({ changed: 1, failures: ['reload: no unit'] });
});

test("finds provision's document before the output on stderr", () => {
  const host = { changed: 1, wouldChange: 0, mayChange: 2 };
  const document = { hosts: { h: host }, problems: [], failures: [{ task: { name: 'a' }, failure: { message: 'b' } }] };
  expect(readProvision(`${JSON.stringify(document, null, 2)}\nwarning: x\n`, 1)).toEqual({
    changed: 3,
    failures: ['a: b'],
  });
  expect(readProvision('error[x]: y\n', 3)).toEqual({ changed: 0, failures: ['error[x]: y\n'] });
});

test('the page has a row for each role', () => {
  const run = { seconds: 1, exitCode: 0, changed: 2, failures: [] };
  const failed = { ...run, exitCode: 2, failures: ['Install.: No package'] };
  const ours = { check: run, apply: run, again: { ...run, changed: 0 } };
  const tools = { provision: ours, 'ansible-playbook': { ...ours, check: failed } };
  const page = renderPage([{ role: 'a.b', why: '', at: '', tools, differences: [] }], []);
  expect(page).toContain(
    '| a.b | ok | 1.0 | fails | 1.0 | 2 changed | 1.0 | 2 changed | 1.0 | 0 | 1.0 | 0 | 1.0 | the same |',
  );
  expect(page).toContain('- `a.b`, ansible-playbook, dry run: Install.: No package');
});

test('the table of the corpora has the shares, rounded down, and the sums; the reasons are added up', () => {
  const own = { units: 3, unitsLoading: 3, unitsRunning: 2, tasks: 10, tasksLoading: 10, tasksRunning: 9 };
  const withAnsible = { ...own, unitsRunning: 3, tasksRunning: 10 };
  const corpus = { isMain: true, at: '2026-01-02T03:04:05Z', own, withAnsible };
  const page = renderCorpora([
    { ...corpus, name: 'a', reasons: [{ text: 'There is no module x', units: 2, only: 1 }] },
    { ...corpus, name: 'b', reasons: [{ text: 'There is no module x', units: 1, only: 1 }] },
  ]).join('\n');
  expect(page).toContain('| a | 3 | 10 | 100.0 % | 100.0 % | 90.0 % | 66.6 % | 100.0 % | 100.0 % |');
  expect(page).toContain('| **main corpus** | 6 | 20 |');
  expect(page).toContain('| There is no module x | 3 | 2 |');
  expect(renderCorpora([])).toEqual([]);
});
