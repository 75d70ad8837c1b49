import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { compileTemplate } from '../../src/expression/compile-template.ts';
import { connectHost } from '../../src/engine/host/connect-host.ts';
import { playConnections } from '../../src/engine/variables/play-connections.ts';
import { loadInventory } from '../../src/inventory/load-inventory.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { TransportError } from '../../src/transport/session.ts';
import type { ConnectionTarget } from '../../src/transport/session.ts';
import { dataLayer } from '../../src/variables/scope.ts';
import type { HostVariables } from '../../src/variables/host-variables.ts';
import { FakeSite } from './support/fake-site.ts';

let site: FakeSite;
beforeEach(() => {
  site = new FakeSite();
});
afterEach(() => site.remove());

test('connection settings that the inventory lacks come from the command line', async () => {
  const literal = (value: unknown) => ({
    kind: 'literal' as const,
    value,
    range: { source: { path: '', text: '' }, start: 0, end: 0 },
  });
  const variables = {
    inventory: new Map([['ansible_user', literal('own')]]),
    extra: new Map(),
    facts: new Map(),
    dynamic: new Map(),
    included: new Map(),
    magic: dataLayer({}),
  } satisfies HostVariables;
  const targets: (ConnectionTarget & { kind: string })[] = [];
  const connecting = connectHost('web1', variables, {
    transport: (kind) => ({
      connect: (target) => {
        targets.push({ ...target, kind });
        return Promise.reject(new TransportError({ kind: 'unreachable', host: 'web1', message: 'no' }));
      },
    }),
    acceptNewHostKeys: false,
    connectTimeoutMs: 1,
    connectRetries: 0,
    needsBecome: true,
    unsaid: { kind: 'local', user: 'cli', port: 2222, sshArguments: '-C', becomeMethod: 'su', password: 'p' },
  });
  await expect(connecting).rejects.toThrow();
  expect(targets).toMatchObject([
    { kind: 'local', user: 'own', port: 2222, sshArguments: '-C', password: 'p', become: { method: 'su' } },
  ]);
});

test('plays without become use the setting of the command line', async () => {
  site.write(
    'site.yml',
    '- { hosts: all, tasks: [{ ping: {} }] }\n- { hosts: all, become: false, tasks: [{ ping: {} }] }\n',
  );
  const loaded = await loadPlaybook(
    `${site.directory}/site.yml`,
    { become: true, becomeUser: 'app' },
    new DiagnosticList(),
  );
  const becomes = loaded?.plays.map(({ tasks: [task] }) =>
    task?.kind === 'task' ? [task.become, task.becomeUser] : [],
  );
  expect(becomes).toMatchObject([
    [true, { kind: 'literal', value: 'app' }],
    [false, { kind: 'literal', value: 'app' }],
  ]);
});

test('of plays with the same setting of the connection the first one counts, each setting by itself', async () => {
  site.write(
    'site.yml',
    '- { hosts: all, become_method: su, tasks: [] }\n- { hosts: web1, remote_user: anna, become_method: sudo, tasks: [] }\n',
  );
  const diagnostics = new DiagnosticList();
  const playbook = await loadPlaybook(`${site.directory}/site.yml`, {}, diagnostics);
  const inventory = await loadInventory(['web1,web2'], { diagnostics, compile: compileTemplate });
  const said = [...playConnections(playbook ?? { path: '', plays: [] }, inventory)].map(([host, settings]) => [
    host,
    Object.fromEntries([...settings].map(([name, value]) => [name, value.kind === 'literal' && value.value])),
  ]);
  expect(Object.fromEntries(said)).toEqual({
    web1: { ansible_become_method: 'su', ansible_user: 'anna' },
    web2: { ansible_become_method: 'su' },
  });
});
