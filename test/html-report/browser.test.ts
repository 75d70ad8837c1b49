import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderReport } from '../../src/html-report/render-report.ts';
import { blocked, exampleRun, inOrder, ran, result } from './example-run.ts';

const require = createRequire(import.meta.url);
const CHROMIUM = '/usr/bin/chromium';
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
    ' ',
  );

/** What is asked of the page by a script of the test's own, which its policy would not let in. */
const PROBE = `
  const later = (ms) => new Promise((done) => setTimeout(done, ms));
  const shown = () => [...document.querySelectorAll('.task:not([hidden])')].length;
  const fill = async (words) => {
    document.querySelector('input').value = words;
    document.querySelector('form').dispatchEvent(new Event('input', { bubbles: true }));
    await later(300);
    return shown();
  };
  async function probe() {
    const answer = { all: shown(), byText: await fill('mode'), byHost: await fill('host:web1'), none: await fill('nosuch') };
    location.hash = '#task-1';
    await later(100);
    answer.revealed = [shown(), document.querySelector('#task-1').open];
    document.querySelectorAll('details').forEach((one) => (one.open = true));
    const { violations } = await axe.run();
    answer.violations = violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ').slice(0, 300));
    return answer;
  }
  const put = (answer) => (document.body.dataset.answer = encodeURIComponent(JSON.stringify(answer)));
  probe().then(put, (error) => put({ error: String(error) }));`;

/** The document as a browser has it once the page's and the given scripts have run. */
function dump(page: string, ...flags: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'provision-browser-'));
  try {
    const path = join(directory, 'report.html');
    writeFileSync(path, page);
    const words = [
      ...FLAGS,
      ...flags,
      `--user-data-dir=${directory}/profile`,
      '--virtual-time-budget=20000',
      '--dump-dom',
    ];
    const { stdout } = spawnSync(CHROMIUM, [...words, `file://${path}`], { encoding: 'utf8', timeout: 60_000 });
    return stdout;
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

function ask(page: string, ...flags: string[]): unknown {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const open = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  const probed = `${open}<script>${axe}</script><script>${PROBE}</script>`;
  const [, answer = '%7B%7D'] = /data-answer="([^"]*)"/.exec(dump(probed, ...flags)) ?? [];
  return JSON.parse(decodeURIComponent(answer));
}

(existsSync(CHROMIUM) ? describe : describe.skip)('in a browser', () => {
  let page = '';
  beforeAll(() => {
    const diff = '--- /etc/web.conf\n+++ /etc/web.conf\n@@ -1 +1 @@\n-listen 80\n+listen 443\n';
    const other = { id: 'o', name: 'Restart', module: 'systemd', role: 'web', file: 'tasks/main.yml', line: 9 };
    const failure = { message: 'it failed', hint: 'try again', command: 'nginx -t', exitStatus: 1, stderr: 'bad' };
    const events = inOrder([
      ...ran({ node: 'web@web1', from: 10, to: 400 }),
      ...ran({ node: 'web@web2', from: 10, to: 900, status: 'failed' }),
      result('web@web1', 50, { changes: [{ attribute: 'content', before: null, after: null, diff }] }),
      result('web@web2', 60),
      result('web@web2', 800, { task: other, changes: [], status: 'failed', failure }),
      [5, { event: 'warning', host: 'web1', message: 'its clock is wrong' }],
      blocked('lb@web2', 'web on web2', 901),
    ]);
    const next = ['Run it again'];
    page = renderReport(exampleRun({ hosts: ['web1', 'web2'], events, next, recaps: { web2: { status: 'failed' } } }));
  });

  test('its policy lets its own style and script run', () => {
    const dom = dump(page);
    expect(dom).toMatch(/<form role="search" data-script="">/);
    expect(page).not.toMatch(/\b(?:src|href)="(?!#)/);
  });

  test.each([
    ['light', '--blink-settings=preferredColorScheme=1'],
    ['dark', '--blink-settings=preferredColorScheme=0'],
  ])('%s: it filters, links lead to what was filtered out, and all of it is accessible', (_, flag) => {
    expect(ask(page, flag)).toEqual({
      all: 2,
      byText: 1,
      byHost: 1,
      none: 0,
      revealed: [2, true],
      violations: [],
    });
  });
});
