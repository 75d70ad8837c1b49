import { expect, test } from '@jest/globals';
import { splitBlocked } from '../../src/cluster/jobs/blocked-nodes.ts';

const node = (role: string, host: string) => ({ id: `p/${role}@${host}`, host, play: 'p', role });
const job = {
  nodes: [node('web', 'a'), node('app', 'a'), node('log', 'a'), node('web', 'b')],
  outside: [{ nodes: ['p/app@a'], needs: [{ id: 'p/db@d', name: 'db on d' }] }],
};
const show = (unmet: { nodes?: string[]; hosts?: string[] }) => {
  const { free, blocked } = splitBlocked(job, { nodes: new Set(unmet.nodes), hosts: new Set(unmet.hosts) });
  return { free: free.map(({ id }) => id), blocked: blocked.map(({ node: { id }, by }) => `${id} by ${by}`) };
};

test('no node is blocked if all requirements have succeeded', () => {
  expect(show({ nodes: ['p/other@d'] }).blocked).toEqual([]);
});

test('a failed requirement blocks a node and the later nodes of its host', () => {
  expect(show({ nodes: ['p/db@d'] })).toEqual({
    free: ['p/web@a', 'p/web@b'],
    blocked: ['p/app@a by db on d', 'p/log@a by db on d'],
  });
});

test('a host that failed in an earlier job is left alone', () => {
  expect(show({ hosts: ['b'] }).blocked).toEqual(['p/web@b by earlier roles on b']);
});
