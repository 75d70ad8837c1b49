import { mkdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { EngineEvent } from '../../src/engine/events.ts';
import { noteNodeFailure } from '../../src/engine/play/node-failure.ts';
import { HostTally } from '../../src/engine/host/host-tally.ts';
import type { HostState } from '../../src/engine/host/host-state.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

/** Throws once a task of the name begins on the host: a bug wherever the event is told from. */
const bugAt = (host: string, name: string) => (event: EngineEvent) => {
  if (event.event === 'task.started' && event.host === host && event.task.name === name) throw new TypeError('a bug');
};

describe('an error that nobody expected', () => {
  test('in a task is its host’s failure; the other hosts finish, and the run is told to its end', async () => {
    const site = makeSite(['web1', 'web2']);
    const run = await site.apply(play('- { name: a, command: "true" }\n- { name: b, command: "true" }'), {
      onEvent: bugAt('web1', 'b'),
    });
    expect(run.exitCode).toBe(1);
    expect(run.ends).toContain('web2 b: changed');
    expect(run.hosts).toMatchObject({ web1: { status: 'failed', failed: 1 }, web2: { status: 'changed' } });
    expect(run.events.at(-1)).toMatchObject({ event: 'run.finished', exitCode: 1 });
    expect(JSON.stringify(run.events)).toContain('internal error: a bug');
  });

  test('while a host is prepared is that host’s failure', async () => {
    const site = makeSite(['web1', 'web2']);
    site.write('files/x', 'x');
    const playbook = `
- name: site
  hosts: all
  vars_files: ["<%= inventory_hostname === 'web1' ? nokey.deep : 'vars.yml' %>"]
  tasks: [{ name: a, command: "true" }]
`;
    site.write('vars.yml', 'v: 1\n');
    site.write('group_vars/all.yml', 'nokey: {}\n');
    const run = await site.apply(playbook);
    expect(run.hosts).toMatchObject({ web1: { status: 'failed' }, web2: { status: 'changed' } });
    expect(run.events.at(-1)).toMatchObject({ event: 'run.finished', exitCode: 1 });
  });

  test('is told with where it came from, and how to report it', () => {
    const events: EngineEvent[] = [];
    const host = { name: 'web1', tally: new HostTally() } as unknown as HostState;
    const context = { host, play: 'site', node: 'site/web@web1', part: 'web', lose: () => undefined };
    noteNodeFailure(new TypeError('a bug'), { ...context, sink: (event) => events.push(event), verbosity: 3 });
    expect(events).toMatchObject([
      {
        event: 'warning',
        host: 'web1',
        message: expect.stringMatching(/^internal error: a bug \(in web\)\. .*report/),
      },
      { event: 'warning', host: 'web1', message: expect.stringContaining('boundary.test.ts') },
    ]);
  });

  test('of the controller’s file system is a failure of the task', async () => {
    const site = makeSite();
    site.give('report', 'x');
    mkdirSync(`${site.directory}/got`);
    site.write('got/web1', 'a file where a directory is needed');
    const run = await site.apply(
      play(`
        - block: [{ name: get, fetch: { src: <%= root %>/report, dest: got/ } }]
          rescue: [{ name: rescue, command: "true" }]
      `),
    );
    expect(run.ends).toEqual(['get: failed', 'rescue: changed']);
  });
});
