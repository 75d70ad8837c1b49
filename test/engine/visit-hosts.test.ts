import { describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { runCommand } from '../../src/engine/host/run-command.ts';
import { visitHosts } from '../../src/engine/host/visit-hosts.ts';
import type { VisitOptions } from '../../src/engine/host/visit-hosts.ts';
import { compileTemplate } from '../../src/expression/compile-template.ts';
import { loadInventory } from '../../src/inventory/load-inventory.ts';
import type { FakeTransport } from '../../src/transport/fake.ts';
import { createFakeTransport } from '../../src/transport/fake.ts';
import type { ConnectionTarget, Transport } from '../../src/transport/session.ts';
import { until } from '../support/until.ts';

interface Hosts {
  readonly options: VisitOptions;
  readonly of: (host: string) => FakeTransport;
}

/** Each host of the names has a state directory of its own on this machine. */
async function hosts(names: readonly string[], changed: Partial<VisitOptions> = {}): Promise<Hosts> {
  const directory = mkdtempSync(join(tmpdir(), 'visit-'));
  const transports = new Map(names.map((name) => [name, createFakeTransport(join(directory, name))]));
  const of = (name: string): FakeTransport => transports.get(name) ?? createFakeTransport(directory);
  const transport: Transport = { connect: (target: ConnectionTarget) => of(target.host).connect(target) };
  const inventory = await loadInventory([`${names.join(',')},`], {
    diagnostics: new DiagnosticList(),
    compile: (text, list) => compileTemplate(text, list),
    playbookDirs: [],
  });
  const options: VisitOptions = {
    inventory,
    extraVars: new Map(),
    runId: 'test-run',
    connect: { transport: () => transport, acceptNewHostKeys: false, connectTimeoutMs: 1000, connectRetries: 0 },
    holder: { who: 'me@here' },
    stop: { requested: false },
    onSession: () => undefined,
    forks: 2,
    becomes: false,
    isChange: true,
    ...changed,
  };
  return { options, of };
}

describe('visiting hosts', () => {
  test('an unreachable host delays no other, and results keep their order', async () => {
    const { options, of } = await hosts(['a', 'b', 'c']);
    of('b').faults.unreachable = true;
    const visits = await visitHosts(['c', 'b', 'a'], options, (host) => runCommand(host, 'x', `echo ${host.name}`));
    expect([...visits]).toEqual([
      ['c', { value: { exitStatus: 0, output: 'c\n' } }],
      ['b', { problem: expect.objectContaining({ problem: 'unreachable' }) }],
      ['a', { value: { exitStatus: 0, output: 'a\n' } }],
    ]);
  });

  test('a command runs once although the connection drops, and its two streams are one', async () => {
    const { options, of } = await hosts(['a']);
    const file = join(mkdtempSync(join(tmpdir(), 'visit-')), 'count');
    const line = `echo x >>${file}; echo out; echo err >&2; sleep 0.5; cat ${file}; exit 7`;
    const visits = await visitHosts(['a'], options, async (host) => {
      const running = runCommand(host, 'x', line);
      await until('it has begun', () => existsSync(file), { everyMs: 20 });
      of('a').drop();
      return running;
    });
    expect(visits.get('a')).toEqual({ value: { exitStatus: 7, output: 'out\nerr\nx\n' } });
  });

  test('a change is refused while another run has the lock; looking is not', async () => {
    const { options, of } = await hosts(['a']);
    const target = { host: 'a', address: 'a', acceptNewHostKey: false, connectTimeoutMs: 1000, connectRetries: 0 };
    const other = await of('a').connect(target);
    await other.lock({ who: 'other@there', runId: 'r', since: '2026-01-01T00:00:00.000Z' });
    const change = await visitHosts(['a'], options, () => Promise.resolve('done'));
    const look = await visitHosts(['a'], { ...options, isChange: false }, () => Promise.resolve('done'));
    await other.close();
    expect(change.get('a')).toEqual({ problem: expect.objectContaining({ problem: 'locked' }) });
    expect(look.get('a')).toEqual({ value: 'done' });
  });

  test('after an interrupt no further host is visited', async () => {
    const stop = { requested: false };
    const { options } = await hosts(['a', 'b'], { stop, forks: 1, isChange: false });
    const visited: string[] = [];
    const visits = await visitHosts(['a', 'b'], options, ({ name }) => {
      stop.requested = true;
      return Promise.resolve(visited.push(name));
    });
    expect(visited).toEqual(['a']);
    expect(visits.get('b')).toEqual({ problem: expect.objectContaining({ message: 'interrupted' }) });
  });
});
