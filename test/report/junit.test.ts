import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SaxesParser } from 'saxes';
import type { EngineEvent } from '../../src/engine/events.ts';
import { replay } from './capture.ts';
import { everyEvent } from './every-event.ts';
import { finished, label, recap, started, task } from './run-fixture.ts';
import { scratchPath } from './scratch.ts';

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

/** Parses strictly: what is not well-formed XML 1.0 throws. */
function parseXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (piece) => {
    const element = open.at(-1);
    if (element) element.text += piece;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  const [first] = root.children;
  if (!first) throw new Error('no root element');
  return first;
}

async function report(events: readonly EngineEvent[]): Promise<Element> {
  const junitFile = scratchPath('junit.xml');
  await replay(events, { junitFile });
  expect(readdirSync(dirname(junitFile))).toEqual(['junit.xml']);
  return parseXml(readFileSync(junitFile, 'utf8'));
}

const casesOf = ({ children }: Element, host: string): Element[] =>
  children.find(({ attributes }) => attributes['name'] === host)?.children ?? [];

describe('--junit', () => {
  test('has a suite a host and a case a task, and adds them up', async () => {
    const root = await report([
      started,
      task('a', 'ok', { ms: 1500 }),
      task('b', 'skipped', { message: 'when is false' }),
      task('c', 'failed', { failure: { message: 'no <way>\nat all', exitStatus: 3 }, ms: 250 }),
      {
        ...task('d', 'changed', { item: 'x', task: label('d', { role: undefined }) }),
        event: 'handler.finished',
        handler: 'd',
      },
      { event: 'host.problem', host: 'db1', problem: 'unreachable', message: 'timed out', hint: 'is it up?' },
      finished({ web1: recap(), db1: recap() }),
    ]);
    expect(root.attributes).toEqual({
      name: 'provision apply site',
      tests: '5',
      failures: '1',
      errors: '1',
      skipped: '1',
      time: '12.345',
    });
    expect(
      root.children.map(({ name, attributes }) => [name, attributes['name'], attributes['tests'], attributes['time']]),
    ).toEqual([
      ['testsuite', 'web1', '4', '1.760'],
      ['testsuite', 'db1', '1', '0.000'],
    ]);
    const [ok, skipped, failed, handler] = casesOf(root, 'web1');
    expect(ok).toEqual({
      name: 'testcase',
      attributes: {
        name: 'nginx : a',
        classname: 'web1.nginx',
        file: 'roles/nginx/tasks/main.yml',
        line: '12',
        time: '1.500',
      },
      children: [],
      text: '',
    });
    expect(skipped?.children).toEqual([
      { name: 'skipped', attributes: { message: 'when is false' }, children: [], text: '' },
    ]);
    expect(failed?.children).toEqual([
      {
        name: 'failure',
        attributes: { message: 'no <way>\nat all', type: 'file' },
        children: [],
        text: 'no <way>\nat all\nat roles/nginx/tasks/main.yml:12\nexit status: 3',
      },
    ]);
    expect(handler?.attributes).toMatchObject({ name: 'd (x) [handler]', classname: 'web1' });
    expect(handler?.children).toEqual([{ name: 'system-out', attributes: {}, children: [], text: 'changed' }]);
    expect(casesOf(root, 'db1')[0]?.children).toEqual([
      {
        name: 'error',
        attributes: { message: 'timed out', type: 'unreachable' },
        children: [],
        text: 'timed out\nis it up?',
      },
    ]);
  });

  test('is well-formed whatever hosts say', async () => {
    const nasty = ']]> <a b="c\'d">&amp;\t\u0000\u0001\x1b[31mred\uffff\ud800\u2028é\r\nend';
    const root = await report(everyEvent(nasty));
    const failed = casesOf(root, 'web1').find(({ children }) => children[0]?.name === 'failure');
    expect(failed?.children[0]?.attributes['message']).toBe(']]> <a b="c\'d">&amp;\tred\ufffd\u2028é\nend');
  });

  test('is written of a run that broke off', async () => {
    const root = await report([started, task('a', 'ok')]);
    expect(casesOf(root, 'web1')).toHaveLength(1);
  });

  test('that turns out not to be writable is reported once', async () => {
    // with the name of the temporary file it is too long
    const { stderr, broken } = await replay([started, finished({})], { junitFile: scratchPath('j'.repeat(250)) });
    expect(stderr.match(/stopped: /g)).toHaveLength(1);
    expect(broken).toHaveLength(1);
  });

  test('that cannot be written is refused before the run', async () => {
    await expect(async () => replay([], { junitFile: '/nonexistent/junit.xml' })).rejects.toThrow(
      '--junit /nonexistent/junit.xml cannot be written',
    );
  });
});
