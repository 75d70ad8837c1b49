import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClusterJob } from '../../src/cluster/jobs/cluster-job.ts';
import { cutJobs } from '../../src/cluster/jobs/cut-jobs.ts';
import type { CutOptions } from '../../src/cluster/jobs/cut-jobs.ts';
import type { PlannedPlay } from '../../src/plan/plan-play.ts';
import type { RoleOf } from './planned.ts';
import { planned } from './planned.ts';

const cut = (plays: readonly PlannedPlay[], options: Partial<CutOptions> = {}): ClusterJob[] =>
  cutJobs(plays, { labelOf: () => 'default', mostHosts: 2, isOrdered: true, isWhole: () => false, ...options });

const show = (jobs: readonly ClusterJob[]): string[] =>
  jobs.map(
    ({ name, label, nodes, after }) =>
      `${name} (${label}): ${nodes.map(({ id }) => id).join(' ')} < ${after.join(' ')}`,
  );

describe('jobs', () => {
  test('of hosts that do not wait for each other are shards, by label', () => {
    const play = planned('site', [{ role: 'web', hosts: ['a', 'b', 'c', 'far'] }]);
    expect(show(cut([play], { labelOf: (host) => (host === 'far' ? 'dc2' : 'dc1') }))).toEqual([
      'dc1-1 (dc1): site/web@a site/web@b < ',
      'dc1-2 (dc1): site/web@c < ',
      'dc2-1 (dc2): site/web@far < ',
    ]);
  });

  test('have hosts that wait for each other together, where they fit', () => {
    const roles = [
      { role: 'db', hosts: ['d'] },
      { role: 'web', hosts: ['a', 'b', 'w'] },
      { role: 'app', hosts: ['w'], requires: ['db'] },
    ];
    expect(show(cut([planned('site', roles)]))).toEqual([
      'default-1 (default): site/db@d site/web@w site/app@w < ',
      'default-2 (default): site/web@a site/web@b < ',
    ]);
  });

  test('wait for each other if their hosts differ, and list the jobs that must have succeeded', () => {
    const roles = [
      { role: 'db', hosts: ['d'] },
      { role: 'web', hosts: ['w'] },
      { role: 'app', hosts: ['w'], requires: ['db'] },
    ];
    const jobs = cut([planned('site', roles)], { mostHosts: 1 });
    expect(show(jobs)).toEqual([
      'default-1 (default): site/db@d < ',
      'default-2 (default): site/web@w < ',
      'default-2-step2 (default): site/app@w < default-2 default-1',
    ]);
    expect(jobs[2]?.outside).toEqual([{ nodes: ['site/app@w'], needs: [{ id: 'site/db@d', name: 'db on d' }] }]);
  });

  test('of a later play wait for all jobs of the play before, through one job if there are many', () => {
    const hosts = Array.from({ length: 10 }, (_, index) => `h${index}`);
    const jobs = cut([planned('one', [{ role: 'a', hosts }]), planned('two', [{ role: 'b', hosts }])]);
    const barrier = jobs.find(({ name }) => name === 'before-play2');
    expect([barrier?.nodes, barrier?.after.length]).toEqual([[], 5]);
    expect(jobs.filter(({ name }) => name.startsWith('play2')).map(({ after }) => after)).toEqual(
      Array.from({ length: 5 }, () => ['before-play2']),
    );
  });

  test('know their play, and how many hosts it has, where plays come one after the other', () => {
    const plays = [
      planned('one', [{ role: 'a', hosts: ['x', 'y', 'z'] }]),
      planned('two', [{ role: 'b', hosts: ['x'] }]),
    ];
    const playsOf = (jobs: readonly ClusterJob[]) => jobs.map(({ name, play }) => [name, play]);
    expect(playsOf(cut(plays))).toEqual([
      ['play1-default-1', { index: 0, hosts: 3 }],
      ['play1-default-2', { index: 0, hosts: 3 }],
      ['play2-default-1', { index: 1, hosts: 1 }],
    ]);
    expect(playsOf(cut(plays, { isOrdered: false })).map(([, play]) => play)).toEqual([undefined, undefined]);
  });

  test('have all plays of a host in a dry run', () => {
    const plays = [
      planned('one', [{ role: 'a', hosts: ['x', 'y', 'z'] }]),
      planned('two', [{ role: 'b', hosts: ['x'] }]),
    ];
    expect(show(cut(plays, { isOrdered: false }))).toEqual([
      'default-1 (default): one/a@x one/a@y two/b@x < ',
      'default-2 (default): one/a@z < ',
    ]);
  });

  test('contain a play that needs all its hosts as one job', () => {
    const play = planned('rolling', [{ role: 'a', hosts: ['x', 'y', 'z'] }]);
    expect(show(cut([play], { isWhole: () => true }))).toEqual([
      'all (default): rolling/a@x rolling/a@y rolling/a@z < ',
    ]);
  });

  test('have each node once, after all that it needs, whatever the graph', () => {
    const names = ['r0', 'r1', 'r2', 'r3'];
    const graphs = fc.record({
      roles: fc.array(
        fc.record({ hosts: fc.subarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 1 }), needs: fc.subarray(names) }),
        { minLength: 1, maxLength: 4 },
      ),
      mostHosts: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(graphs, ({ roles, mostHosts }) => {
        const list = roles.map(({ hosts, needs }, index): RoleOf => {
          const earlier = needs.filter((name) => names.indexOf(name) < index);
          return { role: `r${index}`, hosts, requires: earlier };
        });
        const jobs = cut([planned('p', list)], { mostHosts, labelOf: (host) => (host < 'd' ? 'one' : 'two') });
        const place = new Map(jobs.flatMap((job) => job.nodes.map(({ id }) => [id, job] as const)));
        const nodes = list.flatMap(({ role, hosts }) => hosts.map((host) => `p/${role}@${host}`));
        expect(jobs.flatMap((job) => job.nodes.map(({ id }) => id)).sort()).toEqual(nodes.sort());
        for (const { role, hosts, requires = [] } of list)
          for (const host of hosts)
            for (const need of list.filter((other) => requires.includes(other.role)))
              for (const needed of need.hosts)
                expect(comesAfter(jobs, place.get(`p/${role}@${host}`), place.get(`p/${need.role}@${needed}`))).toBe(
                  true,
                );
      }),
    );
  });
});

/** The same job, or one that waits for it, maybe by others. */
function comesAfter(
  jobs: readonly ClusterJob[],
  job: ClusterJob | undefined,
  earlier: ClusterJob | undefined,
): boolean {
  if (!job || !earlier) return false;
  if (job === earlier) return true;
  return job.after.some((name) =>
    comesAfter(
      jobs,
      jobs.find((one) => one.name === name),
      earlier,
    ),
  );
}
