import { describe, expect, test } from '@jest/globals';
import type { EngineEvent } from '../../src/engine/events.ts';
import { createStyle } from '../../src/report/style/create-style.ts';
import { Narrator } from '../../src/report/narrator.ts';
import { PlainReporter } from '../../src/report/plain-reporter.ts';
import { Capture, replay } from './capture.ts';
import { finished, label, recap, started, task } from './run-fixture.ts';

const diff = '--- /etc/nginx/nginx.conf\n+++ /etc/nginx/nginx.conf\n@@ -1 +1,2 @@\n-a\n+b\n+c\n';

describe('a task in plain output', () => {
  test.each<{ name: string; event: EngineEvent; options?: Parameters<typeof replay>[1]; lines: string[] }>([
    { name: 'that is ok is not shown', event: task('a', 'ok'), lines: [] },
    { name: 'that is skipped is not shown', event: task('a', 'skipped', { message: 'when is false' }), lines: [] },
    {
      name: 'that is ok is shown with -v',
      event: task('a', 'ok'),
      options: { verbosity: 1 },
      lines: ['ok            web1  nginx : a'],
    },
    {
      name: 'that is skipped is shown with the reason',
      event: task('a', 'skipped', { message: 'when is false' }),
      options: { verbosity: 1 },
      lines: ['skipped       web1  nginx : a', '    when is false'],
    },
    {
      name: 'that says something is shown though it is ok',
      event: task('a', 'ok', { message: 'two\nlines' }),
      lines: ['ok            web1  nginx : a', '    two', '    lines'],
    },
    {
      name: 'that changed shows each attribute',
      event: task('a', 'changed', {
        ms: 61_000,
        item: 'x',
        delegatedTo: 'db1',
        changes: [
          { attribute: 'mode', before: '0600', after: '0644' },
          { attribute: 'state', before: null, after: 'a b ' },
          { attribute: 'package', before: null, after: 'present', note: '1.2-3', may: true },
        ],
      }),
      lines: [
        'changed       web1 -> db1  nginx : a (x)  1 min 1 s',
        '    mode: 0600 -> 0644',
        '    state: (none) -> "a b "',
        '    package: (none) -> present (1.2-3, may change)',
      ],
    },
    {
      name: 'that changes content shows how much',
      event: task('a', 'would-change', { changes: [{ attribute: 'content', before: 1, after: 2, diff }] }),
      lines: ['would change  web1  nginx : a', '    content: 2 lines added, 1 removed'],
    },
    {
      name: 'that changes content shows the lines under --diff',
      event: task('a', 'would-change', { changes: [{ attribute: 'content', before: 1, after: 2, diff }] }),
      options: { withDiff: true },
      lines: [
        'would change  web1  nginx : a',
        '    content:',
        '      --- /etc/nginx/nginx.conf',
        '      +++ /etc/nginx/nginx.conf',
        '      @@ -1 +1,2 @@',
        '      -a',
        '      +b',
        '      +c',
      ],
    },
    {
      name: 'that failed shows all that is known',
      event: task('', 'failed', {
        task: label('', { role: undefined }),
        message: 'it did not start',
        failure: {
          message: 'it did not start',
          hint: 'look at the journal',
          place: 'roles/nginx/templates/site.j2:3:9',
          command: 'nginx -t\nnginx -s reload',
          exitStatus: 1,
          stderr: 'bind failed\n',
          stdout: ' \n',
        },
      }),
      lines: [
        'FAILED        web1  file',
        '    it did not start',
        '    hint: look at the journal',
        '    in roles/nginx/templates/site.j2:3:9',
        '    at roles/nginx/tasks/main.yml:12',
        '    command: nginx -t',
        '      nginx -s reload',
        '    exit status: 1',
        '    stderr:',
        '      bind failed',
      ],
    },
    {
      name: 'whose failure its message says wholly shows no output',
      event: task('a', 'failed', {
        failure: { message: 'b: not found (exit status 127)', exitStatus: 127, stderr: 'b: not found' },
      }),
      lines: [
        'FAILED        web1  nginx : a',
        '    b: not found (exit status 127)',
        '    at roles/nginx/tasks/main.yml:12',
      ],
    },
    {
      name: 'that printed something shows it',
      event: task('a', 'ok', { output: { stdout: 'one\ntwo', stderr: 'three' } }),
      lines: ['ok            web1  nginx : a', '    stdout:', '      one', '      two', '    stderr:', '      three'],
    },
    {
      name: 'that failed shows all that it printed in place of the end',
      event: task('a', 'failed', { failure: { message: 'no', stdout: 'two' }, output: { stdout: 'one\ntwo' } }),
      lines: [
        'FAILED        web1  nginx : a',
        '    no',
        '    at roles/nginx/tasks/main.yml:12',
        '    stdout:',
        '      one',
        '      two',
      ],
    },
    {
      name: 'that runs a command replaces nothing by it',
      event: task('a', 'changed', { changes: [{ attribute: 'command', before: null, after: 'id' }] }),
      lines: ['changed       web1  nginx : a', '    command: id'],
    },
    {
      name: 'that is traced shows what goes on underneath',
      event: {
        event: 'trace',
        host: 'web1',
        level: 2,
        what: 'parameters',
        task: label('a'),
        ms: 20,
        text: 'x: 1\ny: 2',
      },
      lines: ['parameters    web1  nginx : a  20 ms', '    x: 1', '    y: 2'],
    },
    {
      name: 'that is traced in a line shows it beside the host',
      event: { event: 'trace', host: 'web1', level: 3, what: 'ssh', text: 'logged in' },
      lines: ['ssh           web1  logged in'],
    },
    {
      name: 'that is a handler is marked',
      event: { ...task('reload', 'changed'), event: 'handler.finished', handler: 'reload' },
      lines: ['changed       web1  nginx : reload [handler]'],
    },
  ])('$name', async ({ event, options, lines }) => {
    const { stdout } = await replay([started, event], options);
    expect(stdout.split('\n').slice(1, -1)).toEqual(lines);
  });
});

describe('other events in plain output', () => {
  test('the start of a run with one host has the singular', async () => {
    const { stdout } = await replay([{ ...started, hosts: ['web1'] } as EngineEvent]);
    expect(stdout).toBe('apply site - inventories/prod - 1 host - run r1\n');
  });

  test('a role ends with its counts, or with the reason that blocked it', async () => {
    const role = { event: 'role.finished', play: 'site', role: 'nginx', node: 'site/nginx', ms: 1500 } as const;
    const { stdout } = await replay([
      started,
      task('a', 'ok'),
      task('b', 'changed'),
      task('other host', 'ok', { host: 'db1' }),
      { ...role, host: 'web1', status: 'changed' },
      { ...role, host: 'db1', status: 'blocked', blockedBy: 'mysql on db2' },
    ]);
    expect(stdout).toBe(
      `apply site - inventories/prod - 2 hosts - run r1
changed       web1  nginx : b
done          web1  nginx, 1 ok, 1 changed, 1.5 s
BLOCKED       db1   nginx by mysql on db2
`,
    );
  });

  test('an unusable host is reported with its hint', async () => {
    const { stdout } = await replay([
      started,
      {
        event: 'host.problem',
        host: 'db1',
        problem: 'unreachable',
        message: 'timed out\nafter 10 s',
        hint: 'is it up?',
      },
    ]);
    expect(stdout.split('\n').slice(1, -1)).toEqual([
      'UNREACHABLE   db1   timed out',
      '    after 10 s',
      '    hint: is it up?',
    ]);
  });

  test('warnings go to stderr', async () => {
    const { stdout, stderr } = await replay([{ event: 'warning', host: 'db1', message: 'the clock is off' }]);
    expect(stdout).toBe('');
    expect(stderr).toBe('warning: db1: the clock is off\n');
  });
});

describe('text from a host in plain output', () => {
  test('cannot steer the terminal', async () => {
    const { stdout } = await replay([task('a', 'ok', { message: 'red \x1b[31mtext\x1b]0;title\x07\b\u202e\r\nend' })]);
    expect(stdout).toContain('    red text\n    end\n');
  });
});

describe('colour', () => {
  test.each([
    ['not in a pipe', false, {}, false],
    ['on a terminal', true, {}, true],
    ['not where NO_COLOR is set', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['in a pipe where FORCE_COLOR is set', false, { FORCE_COLOR: '1' }, true],
    ['not on a terminal where FORCE_COLOR is 0', true, { FORCE_COLOR: '0' }, false],
  ])('%s', async (_, isTTY, env, coloured) => {
    const stdout = Object.assign(new Capture(), { isTTY });
    await replay([task('a', 'changed')], { stdout, env });
    expect(stdout.text.includes('\x1b[33mchanged')).toBe(coloured);
  });
});

describe('the recap', () => {
  test('of an apply', async () => {
    const { stdout } = await replay([
      started,
      finished(
        { web1: recap({ status: 'failed', ok: 10, changed: 2, failed: 1 }), db1: recap({ status: 'unreachable' }) },
        { next: ['web1: fix nginx.conf\nthen run again', 'db1: is it up?'], exitCode: 1 },
      ),
    ]);
    expect(stdout).toBe(
      `apply site - inventories/prod - 2 hosts - run r1

host  status       ok  changed  skipped  failed
web1  failed       10        2        0       1
db1   unreachable   0        0        0       0

Next
  * web1: fix nginx.conf
    then run again
  * db1: is it up?

2 changed on 1 host. (12.3 s)
1 task failed, 1 host unreachable.
`,
    );
  });

  test.each<{ name: string; event: EngineEvent; last: string }>([
    {
      name: 'a check that found changes',
      event: finished(
        {
          web1: recap({ status: 'changed', wouldChange: 4, mayChange: 1 }),
          web2: recap({ status: 'changed', mayChange: 1 }),
          db1: recap(),
        },
        { mode: 'check' },
      ),
      last: 'Plan: 4 to change, 2 may change, on 2 hosts. (12.3 s)',
    },
    {
      name: 'a check that found none',
      event: finished({ web1: recap({ ok: 3 }), db1: recap({ ok: 1 }) }, { mode: 'check' }),
      last: 'No changes. 2 hosts are as declared. (12.3 s)',
    },
    {
      name: 'hosts of which some were not looked at',
      event: finished({ web1: recap({ ok: 3 }), db1: recap({ skipped: 2 }) }, { mode: 'check' }),
      last: 'No changes. 1 host is as declared; no task ran on 1 host. (12.3 s)',
    },
    {
      name: 'hosts of which none was looked at',
      event: finished({ web1: recap(), db1: recap({ skipped: 2 }) }, {}),
      last: 'No task ran on 2 hosts. (12.3 s)',
    },
    {
      name: 'an apply that changed nothing',
      event: finished({ web1: recap({ ok: 3 }) }, { ms: 80 }),
      last: 'No changes. 1 host is as declared. (80 ms)',
    },
    {
      name: 'a verify',
      event: finished({ web1: recap({ ok: 3 }) }, { mode: 'verify' }),
      last: '3 passed, 0 failed, on 1 host. (12.3 s)',
    },
  ])('of $name', async ({ event, last }) => {
    const { stdout } = await replay([event]);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(last);
  });

  test('of a verify lists its assertions by role and host', async () => {
    const { stdout } = await replay([
      { ...started, mode: 'verify' } as EngineEvent,
      task('answers', 'ok'),
      task('is fast', 'failed', { failure: { message: 'too slow' } }),
      task('answers', 'ok', { host: 'db1' }),
      task('no role', 'skipped', { task: label('no role', { role: undefined }) }),
      finished({}, { mode: 'verify' }),
    ]);
    expect(stdout).toContain(`
role     host  passed  failed  skipped
nginx    db1        1       0        0
nginx    web1       1       1        0
no role  web1       0       0        1
`);
  });
});

describe('a task that plain output does not show', () => {
  const tasks = Array.from({ length: 10 }, (_, index) => task(`task ${index}`, 'ok'));
  const role: EngineEvent = {
    event: 'role.finished',
    host: 'web1',
    play: 'site',
    role: 'nginx',
    node: 'site/nginx',
    status: 'ok',
    ms: 5,
  };
  const end = finished({ web1: recap({ ok: 10 }) });

  test('is not masked', async () => {
    let looks = 0;
    const mask = (text: string): string => (looks++, text);
    await replay([started, role, end], { mask });
    const ofOthers = looks;
    looks = 0;
    await replay([started, ...tasks, role, end], { mask });
    expect(looks).toBe(ofOthers);
  });

  test('is not looked at when it begins', async () => {
    let looks = 0;
    const mask = (text: string): string => (looks++, text);
    const begins = tasks.map(({ host, node, task: label }) => ({
      event: 'task.started' as const,
      host,
      node,
      task: label,
    }));
    await replay([started, role, end], { mask });
    const ofOthers = looks;
    looks = 0;
    await replay([started, ...begins, role, end], { mask });
    expect(looks).toBe(ofOthers);
  });

  test('is counted, also on a host whose name is equal to a secret', async () => {
    const mask = (text: string): string => text.replaceAll('web1', '********');
    const { stdout } = await replay([started, ...tasks, role, end], { mask });
    expect(stdout).toContain('web1  nginx, 10 ok, ');
  });
});

test('plain output holds its lines back while a question is asked', () => {
  const stdout = new Capture();
  const style = createStyle(stdout, {});
  const options = { style, withDiff: false, withOk: true, withRoles: false, withHosts: false };
  const reporter = new PlainReporter(new Narrator(options), stdout);
  reporter.suspend();
  reporter.handle(task('a', 'changed'));
  expect(stdout.text).toBe('');
  reporter.resume();
  expect(stdout.text).toContain('nginx : a');
});
