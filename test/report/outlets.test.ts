import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { EngineEvent } from '../../src/engine/events.ts';
import type { Notice } from '../../src/report/notify/notice.ts';
import { parseTarget } from '../../src/report/notify/notify-target.ts';
import { openOutlets } from '../../src/report/open-outlets.ts';
import type { Outlets } from '../../src/report/open-outlets.ts';
import { replay } from './capture.ts';
import { finished, recap, started, task } from './run-fixture.ts';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A web server that keeps what it is sent, and answers with these statuses, the last one from then on. */
async function receiver(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) as unknown });
      response.statusCode = statuses[Math.min(received.length, statuses.length) - 1] ?? 200;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

async function tell(events: readonly EngineEvent[], outlets: Partial<Outlets>): ReturnType<typeof replay> {
  const others = openOutlets({ env: {}, version: '1.2.3', ...outlets });
  return replay(events, { others, mask: (text) => text.replaceAll('s3cret', '********') });
}

const targets = (text: string): Outlets['notify'] => [parseTarget(text) ?? { kind: 'mail', address: 'none' }];
const failure = { message: 'the password s3cret is wrong' };
const FAILED = [
  started,
  task('log in', 'failed', { failure }),
  finished({ web1: recap({ status: 'failed' }) }, { exitCode: 1 }),
];
const DRIFTED = [started, finished({ web1: recap({ wouldChange: 2, mayChange: 1 }), db1: recap() }, { mode: 'check' })];
const DONE = [started, finished({ web1: recap({ status: 'changed', changed: 1 }) })];
const BROKEN_OFF = [started, task('log in', 'ok')];

describe('a webhook', () => {
  test('receives the failures, with secrets masked', async () => {
    const { url, received } = await receiver();
    await tell(FAILED, { notify: targets(`${url}/hook`), env: { PROVISION_NOTIFY_TOKEN: 'token' } });
    const [{ path, headers, body } = { path: '', headers: {}, body: {} }] = received;
    expect([path, headers['content-type'], headers.authorization]).toEqual([
      '/hook',
      'application/json',
      'Bearer token',
    ]);
    expect(body).toMatchObject({
      version: 1,
      reason: 'failure',
      run: 'r1',
      exitCode: 1,
      hosts: { failed: 1 },
      attention: [{ host: 'web1', status: 'failed', pending: 0 }],
      failures: [{ host: 'web1', task: 'log in', message: 'the password ******** is wrong' }],
    });
    expect((body as Notice).text).toBe(
      'provision apply site (inventories/prod): failed: 1 failed\nweb1: failed\nweb1: log in: the password ******** is wrong\nrun r1',
    );
  });

  test.each([
    ['failure', FAILED, undefined, 1],
    ['drift', DRIFTED, undefined, 1],
    ['failure', BROKEN_OFF, undefined, 1],
    ['end', DONE, undefined, 0],
    ['end', DONE, ['end'], 1],
    ['drift', DRIFTED, ['failure'], 0],
  ] as const)('hears of %s where that is asked for', async (reason, events, notifyOn, times) => {
    const { url, received } = await receiver();
    await tell(events, { notify: targets(url), notifyOn });
    expect(received.map(({ body }) => (body as Notice).reason)).toEqual(Array<string>(times).fill(reason));
  });

  test.each([
    [DRIFTED, 'provision apply site (inventories/prod): drift on 1 of 2 hosts\nweb1: 3 changes pending\nrun r1'],
    [
      [started, finished({ web1: recap({ wouldChange: 1 }) })],
      'provision apply site (inventories/prod): drift on 1 of 1 host\nweb1: 1 change pending\nrun r1',
    ],
    [BROKEN_OFF, 'provision apply site (inventories/prod): broke off\nrun r1'],
  ])('is told so that people understand it', async (events, text) => {
    const { url, received } = await receiver();
    await tell(events, { notify: targets(url) });
    expect(received.map(({ body }) => (body as Notice).text)).toEqual([text]);
  });

  test('that answers 503 is called again', async () => {
    const { url, received } = await receiver(503, 200);
    const { broken } = await tell(FAILED, { notify: targets(url) });
    expect([received.length, broken]).toEqual([2, []]);
  });

  test('that refuses is named without its secret path, and the run is not', async () => {
    const { url, received } = await receiver(404);
    const { stderr, broken } = await tell(FAILED, { notify: targets(`${url}/T0/s3cret`) });
    const name = `webhook at ${new URL(url).host}`;
    expect([received.length, broken, stderr]).toEqual([
      1,
      [name],
      `warning: ${name} stopped: the server answered 404\n`,
    ]);
  });

  test('that does not exist causes a warning', async () => {
    const { stderr } = await tell(FAILED, { notify: targets('http://127.0.0.1:1/') });
    expect(stderr).toMatch(/^warning: webhook at 127.0.0.1:1 stopped: .+\n$/);
  });
});

describe('a mail', () => {
  const withSendmail = (script: string): { PATH: string } => {
    const directory = mkdtempSync(join(tmpdir(), 'sendmail-'));
    writeFileSync(join(directory, 'sendmail'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory, 'sendmail'), 0o755);
    return { PATH: `${directory}:/usr/bin:/bin` };
  };

  test('goes to sendmail, with a subject of one line in any language', async () => {
    const env = withSendmail('cat >"$(dirname "$0")/mail"; printf "%s " "$@" >"$(dirname "$0")/words"');
    const [directory = ''] = env.PATH.split(':');
    const playbook = `Größe ${'x'.repeat(60)}`;
    await tell([{ ...started, playbook }, ...FAILED.slice(1)] as EngineEvent[], {
      notify: targets('mailto:ops@example.com'),
      env,
    });
    expect(readFileSync(join(directory, 'words'), 'utf8')).toBe('-i -- ops@example.com ');
    const [head = '', body = ''] = readFileSync(join(directory, 'mail'), 'utf8').split('\n\n');
    const subject = [...head.matchAll(/=\?utf-8\?B\?([^?]+)\?=/g)].map(([, word = '']) =>
      Buffer.from(word, 'base64').toString(),
    );
    expect(subject.join('')).toBe(`provision apply ${playbook} (inventories/prod): failed: 1 failed`);
    expect(head).toContain('To: ops@example.com\nSubject: =?utf-8?B?');
    expect(head.split('\n').every((line) => line.length <= 86)).toBe(true);
    expect(Buffer.from(body, 'base64').toString()).toContain('web1: log in: the password ******** is wrong');
  });

  test('that sendmail refuses causes a warning', async () => {
    const env = withSendmail('cat >/dev/null; echo "no such user" >&2; exit 67');
    const { stderr } = await tell(FAILED, { notify: targets('mailto:ops@example.com'), env });
    expect(stderr).toBe('warning: mail to ops@example.com stopped: sendmail ended with 67: no such user\n');
  });
});

test.each(['ftp://x', 'mailto:', 'mailto:a@b\nBcc: c@d', 'mailto:-oQ/tmp', 'https://', 'x'])(
  '%j is nowhere to tell',
  (text) => expect(parseTarget(text)).toBeUndefined(),
);

describe('--metrics', () => {
  test('writes what node_exporter reads', async () => {
    const metricsFile = join(mkdtempSync(join(tmpdir(), 'metrics-')), 'provision.prom');
    await tell(DRIFTED, { metricsFile });
    const text = readFileSync(metricsFile, 'utf8');
    const run = 'playbook="site",inventory="inventories/prod",mode="apply"';
    for (const line of [
      '# TYPE provision_run_hosts gauge',
      `provision_run_finished_timestamp_seconds{${run}} 1777888800`,
      `provision_run_duration_seconds{${run}} 12.345`,
      `provision_run_hosts{${run},status="ok"} 2`,
      `provision_run_hosts{${run},status="failed"} 0`,
      `provision_run_tasks{${run},status="would_change"} 2`,
      `provision_host_pending_changes{${run},host="web1"} 3`,
    ])
      expect(text.split('\n')).toContain(line);
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^# (HELP|TYPE) [a-z_]+ .+$|^[a-z_]+\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\} -?[\d.]+$/);
  });

  test('leaves the last result where a run breaks off', async () => {
    const metricsFile = join(mkdtempSync(join(tmpdir(), 'metrics-')), 'provision.prom');
    await tell(DONE, { metricsFile });
    const before = readFileSync(metricsFile, 'utf8');
    await tell(BROKEN_OFF, { metricsFile });
    expect(readFileSync(metricsFile, 'utf8')).toBe(before);
  });
});

describe('--traces', () => {
  const node = { host: 'web1', play: 'site', node: 'site/nginx' };
  const ROLE: EngineEvent[] = [
    started,
    { event: 'role.started', role: 'nginx', waitedFor: [], ...node },
    task('in place', 'ok'),
    task('write it', 'changed', { ms: 40 }),
    ...FAILED.slice(1, 2),
    { event: 'role.finished', role: 'nginx', status: 'failed', ms: 50, ...node },
    ...FAILED.slice(2),
  ];
  interface Sent {
    readonly traceId: string;
    readonly spanId: string;
    readonly parentSpanId?: string;
    readonly name: string;
    readonly startTimeUnixNano: string;
    readonly endTimeUnixNano: string;
    readonly status: { readonly code?: number; readonly message?: string };
  }
  const spansOf = (received: readonly Received[]): Sent[] =>
    received.flatMap(({ body }) =>
      (body as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] }).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) => spans),
      ),
    );

  test('sends the run, its roles, and the tasks that did something, each below the other', async () => {
    const { url, received } = await receiver();
    await tell(ROLE, { tracesUrl: url, env: { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b, x-other=c' } });
    expect(received.map(({ path }) => path)).toEqual(['/v1/traces']);
    expect(received[0]?.headers).toMatchObject({ 'x-key': 'a b', 'x-other': 'c' });
    const spans = spansOf(received);
    const byName = new Map(spans.map((span) => [span.name, span]));
    const [run, role, change, failed] = ['provision apply site', 'nginx on web1', 'write it', 'log in'].map((name) =>
      byName.get(name),
    );
    expect(spans).toHaveLength(4);
    expect([run?.parentSpanId, role?.parentSpanId, change?.parentSpanId, failed?.parentSpanId]).toEqual([
      undefined,
      run?.spanId,
      role?.spanId,
      role?.spanId,
    ]);
    expect(failed?.status).toEqual({ code: 2, message: 'the password ******** is wrong' });
    expect(Number(change?.endTimeUnixNano) - Number(change?.startTimeUnixNano)).toBeCloseTo(40e6, -4);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    for (const { traceId, spanId } of spans) expect(`${traceId} ${spanId}`).toMatch(/^[0-9a-f]{32} [0-9a-f]{16}$/);
  });

  test('continues the trace that the environment is in', async () => {
    const { url, received } = await receiver();
    const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    await tell(DONE, { tracesUrl: `${url}/own/path`, env: { TRACEPARENT: `00-${traceId}-${spanId}-01` } });
    expect(received[0]?.path).toBe('/own/path');
    expect(spansOf(received)).toMatchObject([{ traceId, parentSpanId: spanId }]);
  });

  test('of many tasks go in parts', async () => {
    const { url, received } = await receiver();
    const many = Array.from({ length: 1200 }, (_, index) => task(`task ${index}`, 'changed'));
    await tell([started, ...many, ...DONE.slice(1)], { tracesUrl: url });
    expect([received.length, spansOf(received).length]).toEqual([3, 1201]);
  });

  test('that the collector refuses cause a warning', async () => {
    const { url } = await receiver(400);
    const { broken } = await tell(DONE, { tracesUrl: url });
    expect(broken).toEqual([`traces to ${new URL(url).host}`]);
  });
});
