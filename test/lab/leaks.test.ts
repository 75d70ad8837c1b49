import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { runCommand } from './support/run-command.ts';
import { checkout, ssh, sshOrThrow } from './support/lab.ts';
import { runOnTerminal } from './support/run-on-terminal.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const LEAKS = join(checkout, 'test/lab/leaks');
const fragment = (): string => randomBytes(6).toString('hex').replace(/^/, 'Zq');

/** Each kind of secret, with the parts of it that no escaping changes: one of them alone gives it away. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  plain: [fragment()],
  quotes: [fragment(), fragment(), fragment()],
  newline: [fragment(), fragment()],
  dollar: [fragment(), fragment()],
  unicode: [fragment(), fragment()],
  long: [fragment().repeat(12), fragment().repeat(12)],
};
const JOINED: Readonly<Record<string, string>> = {
  quotes: `'"\\`,
  newline: '\n',
  dollar: '$HOME`id`%s&',
  unicode: 'größe ключ ',
};
const valueOf = (kind: string): string => (SECRETS[kind] ?? []).join(JOINED[kind] ?? ' ');

/** What to look for of a secret, in text without white space and in lower case for hex. */
function tracesOf(kind: string): string[] {
  const value = valueOf(kind);
  const parts = (SECRETS[kind] ?? []).flatMap((part) => [
    part,
    Buffer.from(part).toString('hex'),
    ...[0, 1, 2].map((shift) =>
      Buffer.from(' '.repeat(shift) + part)
        .toString('base64')
        .slice(shift === 0 ? 0 : 4, -4),
    ),
  ]);
  const digests = ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(value).digest('hex'));
  const twice = Buffer.from(Buffer.from(value).toString('base64')).toString('base64').slice(0, 24);
  return [...parts, ...digests, twice];
}
const ALL = Object.keys(SECRETS).map((kind) => [kind, tracesOf(kind)] as const);
const squeeze = (text: string): string =>
  text.replace(/(?:\\+n|&#(?:10|34);|[\s",])+/g, '').replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');

/** The traces that a text has, each with what stands around it. */
function leaksIn(text: string): string[] {
  const views = [text, squeeze(text), squeeze(text).toLowerCase()];
  return ALL.flatMap(([kind, traces]) =>
    traces.flatMap((trace) => {
      const view = views.find((each) => each.includes(trace));
      return view === undefined
        ? []
        : [`${kind}: ${view.slice(Math.max(0, view.indexOf(trace) - 150), view.indexOf(trace) + 40)}`];
    }),
  );
}

/** Of a place that was searched; with PROVISION_LEAK_ROWS it becomes a line of the table in docs/reliability.md. */
interface Row {
  readonly where: string;
  readonly searched: string;
  readonly found: number;
}

function noteRow({ where, searched, found }: Row): void {
  const rows = process.env['PROVISION_LEAK_ROWS'];
  const traces = ALL.reduce((sum, [, each]) => sum + each.length, 0);
  const row = { where, searched, secrets: ALL.length, 'traces looked for': traces, found };
  if (rows !== undefined) appendFileSync(rows, `${JSON.stringify(row)}\n`);
}

function expectNoLeak(where: string, text: string): void {
  const found = leaksIn(text);
  noteRow({ where, searched: `${Math.ceil(text.length / 1024)} KB`, found: found.length });
  expect(found).toEqual([]);
}

const FRAGMENTS = Object.values(SECRETS).flat();

describeLab('no secret is told', () => {
  const host = useHost();
  const project = useProject();
  const outputs: string[] = [];
  let processes = '';
  let ownProcesses = '';

  beforeAll(async () => {
    await sshOrThrow(
      host().name,
      `sudo sh -c 'apt-get update -qq; apt-get install -y -qq --no-install-recommends curl git openssl busybox cron debconf-utils >/dev/null 2>&1; mkdir -p /srv/leaks; chmod 700 /srv/leaks; mkdir /root/www; busybox httpd -p 127.0.0.1:8099 -h /root/www'`,
    );
    const { directory } = project();
    const write = (path: string, text: string): void => project().write(path, text);
    write('.password', 'vault');
    write(
      'inventories/test/group_vars/all/vault.yml',
      JSON.stringify({ leak: Object.fromEntries(Object.keys(SECRETS).map((kind) => [kind, valueOf(kind)])) }),
    );
    await project().provisionOrThrow([
      'vault',
      'encrypt',
      'inventories/test/group_vars/all/vault.yml',
      '--vault-password-file',
      '.password',
    ]);
    const template = readFileSync(join(LEAKS, 'tasks.yml'), 'utf8');
    const tasks = Object.keys(SECRETS).map((kind) => template.replaceAll('KEY', kind).replace(/^- /gm, '    - '));
    write('playbooks/site.yml', `- hosts: all\n  become: true\n  tasks:\n${tasks.join('')}`);
    write('playbooks/templates/page.ejs', 'user=x\npassword=<%= secret %>\n');
    write('playbooks/files/say.sh', 'printf "%s\\n" "$LEAK"; printf "%s\\n" "$LEAK" >&2; exit 0\n');
    await project().writeInventory(host().name);
    writeFileSync(join(directory, 'sample.pl'), readFileSync(join(LEAKS, 'sample-processes.pl')));
    await sshOrThrow(
      host().name,
      `cat >/tmp/sample.pl <<'E'\n${readFileSync(join(LEAKS, 'sample-processes.pl'), 'utf8')}E`,
    );
    const sampling = ssh(host().name, 'perl /tmp/sample.pl 400 /tmp/sampled', { stdin: `${FRAGMENTS.join('\n')}\n` });
    const ownSampling = runCommand('perl', [join(LEAKS, 'sample-processes.pl'), '400', join(directory, 'sampled')], {
      stdin: `${FRAGMENTS.join('\n')}\n`,
    });
    const common = ['-i', 'test', '--vault-password-file', '.password', '--diff', '-vvv'];
    const runs = [
      ['--check', '--output', 'plain'],
      ['--output', 'plain', '--events', 'events', '--junit', 'junit.xml'],
      ['--output', 'json'],
    ];
    for (const run of runs) {
      const { stdout, stderr } = await project().provision([...common, ...run], { env: { TMPDIR: directory } });
      outputs.push(stdout, stderr);
    }
    const tree = await runOnTerminal(
      [process.execPath, join(checkout, 'dist/cli/main.js'), ...common, '--output', 'tree'],
      { cwd: directory, answers: {} },
    );
    outputs.push(tree.screen);
    const others = [
      ['lint'],
      ['graph', '-i', 'test'],
      ['facts', 'all', '-i', 'test'],
      ['plan', '-i', 'test', '--out', 'saved.plan'],
      ['show', 'saved.plan'],
      ['show', 'saved.plan', '--output', 'json'],
    ].map((words) => [...words, '--vault-password-file', '.password']);
    for (const other of [...others, ['report', '--out', 'report.html'], ['runs'], ['runs', 'last']]) {
      const { stdout, stderr } = await project().provision(other);
      outputs.push(stdout, stderr);
    }
    await sshOrThrow(host().name, 'touch /tmp/sampled');
    processes = (await sampling).stdout;
    project().write('sampled', '');
    ownProcesses = (await ownSampling).stdout;
  }, 600_000);

  test('the tasks have run, so that there was something to tell', () => {
    expect(outputs[2]).toMatch(/recap|host {2}/);
    expect(outputs[2]?.match(/\*{8}/g)?.length).toBeGreaterThan(200);
    expect(outputs[2]).not.toContain('stopped ');
  });

  test('by terminal, plain text, JSON or errors', () => expectNoLeak('terminal, plain, JSON', outputs.join('\n')));

  test.each([
    ['events', /task.finished/],
    ['junit.xml', /<testcase/],
    ['report.html', /<html/],
    ['saved.plan', /^provision-plan/],
  ])('by %s', (name, holds) => {
    const text = readFileSync(join(project().directory, name), 'latin1');
    expect(text).toMatch(holds);
    expectNoLeak(name, text);
  });

  test('by any file of the controller but the vault and what was fetched', () => {
    rmSync(join(project().directory, 'playbooks/fetched'), { recursive: true, force: true });
    const files = readdirSync(project().directory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.some(({ parentPath }) => parentPath.includes('.provision/runs'))).toBe(true);
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expectNoLeak('files of the project, records of runs, temporary files', texts.join('\n'));
  });

  test.each([
    ['the host', () => processes],
    ['the controller', () => ownProcesses],
  ])('by a command line on %s, which every user can read', (where, sampled) => {
    const [looks = '', ...lines] = sampled().trim().split('\n');
    // a busy machine leaves time for fewer
    expect(Number.parseInt(looks, 10)).toBeGreaterThan(100);
    noteRow({ where: `processes of ${where}`, searched: looks, found: lines.length });
    expect(lines).toEqual([]);
  });

  describe('by files of the host', () => {
    // by stdin: sudo notes commands in the journal
    const search = (where: string) =>
      ssh(host().name, `sudo grep -rlaF -f /dev/stdin ${where} 2>/dev/null`, { stdin: `${FRAGMENTS.join('\n')}\n` });

    test.each([
      '/tmp /var/tmp /run /dev/shm',
      '/var/lib/provision',
      '/var/log',
      '/root/.bash_history /home',
      '/etc/passwd /var/cache/debconf/config.dat /var/backups',
    ])('in %s', async (where) => {
      const { stdout } = await search(where);
      noteRow({ where: `host: ${where}`, searched: 'each file', found: stdout.split('\n').filter(Boolean).length });
      expect(stdout).toBe('');
    });

    test('nor by its journal', async () => {
      const journal = await sshOrThrow(host().name, 'sudo journalctl --no-pager -a -o export');
      expect(journal.length).toBeGreaterThan(1000);
      expectNoLeak('host: journal', journal);
    });
  });
});
