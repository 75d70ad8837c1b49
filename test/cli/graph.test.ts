import { expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../support/run-cli.ts';

function project(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'graph-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const TASK = '- debug: {msg: hello}\n';
const ROLES = {
  'roles/primary/tasks/main.yml': TASK,
  'roles/replica/tasks/main.yml': TASK,
  'roles/replica/meta/main.yml': 'requires: [primary]\n',
  'roles/monitor/tasks/main.yml': TASK,
  'roles/monitor/meta/main.yml': 'after: [replica]\n',
};

test('graph shows what each role on each host waits for', async () => {
  const root = project({
    ...ROLES,
    'playbooks/site.yml':
      '- name: site\n  hosts: all\n  roles:\n    - {role: primary, hosts: db1}\n    - {role: replica, hosts: db2}\n    - monitor\n',
  });
  const { stdout, stderr, exitCode } = await runCli('graph', '-p', `${root}/playbooks/site.yml`, '-i', 'db1,db2');
  expect([stderr, exitCode]).toEqual(['', 0]);
  expect(stdout).toBe(
    [
      'site:',
      '  primary@db1',
      '  replica@db2  needs primary@db1',
      '  monitor@db1  needs primary@db1; after replica@db2',
      '  monitor@db2  needs replica@db2; after replica@db2',
      '',
    ].join('\n'),
  );
});

test('a rolling play has a part for each batch', async () => {
  const root = project({
    'playbooks/site.yml': '- name: roll\n  hosts: all\n  serial: 1\n  tasks:\n    - debug: {msg: hello}\n',
  });
  const { stdout } = await runCli('graph', '-p', `${root}/playbooks/site.yml`, '-i', 'a,b');
  expect(stdout).toBe('roll:\n  batch 1 of 2: a\n  tasks@a\n  batch 2 of 2: b\n  tasks@b\n');
});

test('a cycle is an error that prints it', async () => {
  const root = project({
    ...ROLES,
    'roles/primary/meta/main.yml': 'after: [monitor]\n',
    'playbooks/site.yml': '- name: site\n  hosts: all\n  roles: [primary, replica, monitor]\n',
  });
  const { stdout, stderr, exitCode } = await runCli('graph', '-p', `${root}/playbooks/site.yml`, '-i', 'a,');
  expect([stdout, exitCode]).toEqual(['', 3]);
  expect(stderr).toContain('Roles wait for each other: primary -> monitor -> replica -> primary');
});

test('as a Mermaid flowchart, hosts with the same parts share a frame', async () => {
  const root = project({
    ...ROLES,
    'playbooks/site.yml':
      '- name: the "site"\n  hosts: all\n  roles:\n    - {role: primary, hosts: db1}\n    - {role: replica, hosts: "db2:db3"}\n    - monitor\n- name: roll\n  hosts: db1\n  tasks:\n    - debug: {msg: hello}\n',
  });
  const { stdout, exitCode } = await runCli(
    ...['graph', '-p', `${root}/playbooks/site.yml`, '-i', 'db1,db2,db3', '--format', 'mermaid'],
  );
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    `flowchart LR
  subgraph play0 ["the #quot;site#quot;"]
    subgraph p0g0 ["db1"]
      p0g0n0["primary"]
      p0g0n2["monitor"]
    end
    subgraph p0g1 ["db2, db3"]
      p0g1n1["replica"]
      p0g1n2["monitor"]
    end
    p0g0n0 --> p0g1n1
    p0g0n0 --> p0g0n2
    p0g1n1 -.-> p0g0n2
    p0g1n1 --> p0g1n2
  end
  subgraph play1 ["roll"]
    subgraph p1g0 ["db1"]
      p1g0n0["tasks"]
    end
  end
  play0 ==> play1
`,
  );
});

test('of nodes alone can be given back to --nodes, which leaves these and no others', async () => {
  const root = project({
    ...ROLES,
    'playbooks/site.yml': '- name: site\n  hosts: all\n  roles:\n    - {role: primary, hosts: db1}\n    - monitor\n',
    chosen: '# of db1\nsite/monitor@db1\n',
    unknown: 'site/monitor@db3\n',
    empty: '\n',
  });
  const graph = (...words: string[]) => runCli('graph', '-p', `${root}/playbooks/site.yml`, '-i', 'db1,db2', ...words);
  const all = await graph('--format', 'nodes');
  expect(all.stdout).toBe('site/primary@db1\nsite/monitor@db1\nsite/monitor@db2\n');
  writeFileSync(join(root, 'all'), all.stdout);
  expect((await graph('--nodes', `${root}/all`)).stdout).toBe((await graph()).stdout);
  expect((await graph('--nodes', `${root}/chosen`, '--format', 'nodes')).stdout).toBe('site/monitor@db1\n');
  const list = (name: string) =>
    runCli('apply', '-p', `${root}/playbooks/site.yml`, '-i', 'db1,db2', '--list-hosts', '--nodes', `${root}/${name}`);
  expect((await list('chosen')).stdout).toContain('hosts (1):\n      db1\n');
  expect((await list('unknown')).stderr).toContain(
    '--nodes: site/monitor@db3 is no node of the plays\n --> --nodes\n  help: Did you mean site/monitor@db1?',
  );
  expect((await list('empty')).stderr).toContain('--nodes names no node');
  expect((await list('missing')).stderr).toMatch(/--nodes .*missing/);
});
