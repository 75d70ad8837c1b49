import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { uri } from '../../src/modules/http/uri.ts';
import { parseParams } from '../../src/module-api/parse-params.ts';
import { actionOutcome } from '../support/action-outcome.ts';
import { describeWith } from '../support/describe-with.ts';
import { runModule } from '../support/run-module.ts';

const directory = mkdtempSync(join(tmpdir(), 'uri-'));
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, headers } = request;
    if (url === '/moved') return response.writeHead(302, { Location: '/' }).end('gone');
    if (url === '/binary') return response.end('a\nHTTP/1.1 200 OK\n\nb\n');
    if (url === '/slow') return undefined;
    const seen = {
      method,
      url,
      body: Buffer.concat(chunks).toString(),
      authorization: headers.authorization,
      type: headers['content-type'],
    };
    return response
      .writeHead(url === '/error' ? 503 : 200, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(seen));
  });
});
let base = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

async function send(params: Record<string, unknown>) {
  const { outputs } = await runModule(uri, params);
  return actionOutcome(uri, params, outputs);
}

describeWith('curl', 'uri on a real server', () => {
  test('gets JSON', async () => {
    const { failed, result } = await send({ url: `${base}/a` });
    expect(failed).toBeUndefined();
    expect(result).toMatchObject({ status: 200, redirected: false, json: { method: 'GET', url: '/a' } });
  });

  test('sends every byte of a body, and credentials', async () => {
    const body = 'a"b\\c\n\té\u{1f600}$HOME `x` %s';
    const given = {
      url: `${base}/`,
      method: 'POST',
      body,
      url_username: 'me',
      url_password: 'p"\\:w',
      return_content: true,
    };
    const { changed, result } = await send(given);
    const authorization = `Basic ${Buffer.from('me:p"\\:w').toString('base64')}`;
    expect(changed).toBe(true);
    expect(result['json']).toMatchObject({ method: 'POST', body, authorization });
  });

  test('follows redirects of GET, and only where it may', async () => {
    expect((await send({ url: `${base}/moved` })).result).toMatchObject({
      status: 200,
      url: `${base}/`,
      redirected: true,
    });
    expect((await send({ url: `${base}/moved`, follow_redirects: 'none' })).failed).toContain(
      'gave status 302, not 200',
    );
    expect((await send({ url: `${base}/moved`, method: 'POST' })).failed).toContain('gave status 302, not 200');
  });

  test('connects to one of several servers of a name', async () => {
    const url = base.replace('127.0.0.1', 'www.nowhere.test');
    expect((await send({ url, connect_to: '127.0.0.1' })).result).toMatchObject({ status: 200 });
    expect(parseParams(uri, { url, connect_to: 'http://a/' }).ok).toBe(false);
  });

  test('a status that was not asked for fails the step itself, so that nothing after it runs', async () => {
    const { outputs } = await runModule(uri, { url: `${base}/error` });
    expect(outputs[0]?.exitStatus).toBe(22);
    expect((await send({ url: `${base}/error`, status_code: '503' })).failed).toBeUndefined();
  });

  test('keeps a body that looks like headers', async () => {
    const { result } = await send({ url: `${base}/binary`, return_content: true });
    expect(result['content']).toBe('a\nHTTP/1.1 200 OK\n\nb\n');
  });

  test('fails after the timeout, and if nothing listens', async () => {
    expect((await send({ url: `${base}/slow`, timeout: 1 })).failed).toContain('timed out');
    expect((await send({ url: 'http://127.0.0.1:1/' })).result['status']).toBe(-1);
  });

  test('writes the body to a file completely or not at all', async () => {
    const dest = join(directory, 'a b');
    expect((await send({ url: `${base}/binary`, dest })).changed).toBe(true);
    expect(readFileSync(dest, 'utf8')).toContain('HTTP/1.1 200 OK');
    await send({ url: `${base}/error`, dest: join(directory, 'c') });
    expect(readdirSync(directory)).toEqual(['a b']);
  });
});
