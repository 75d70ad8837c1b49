import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
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

const FRAGMENTS = Object.values(SECRETS).flat();

describeLab('no secret is told', () => {
  const host = useHost();
  const project = useProject();
  const outputs: string[] = [];
  let processes = '';

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
    const sampling = ssh(host().name, 'perl /tmp/sample.pl 400', { stdin: `${FRAGMENTS.join('\n')}\n` });
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
    for (const other of [['lint'], ['graph', '-i', 'test'], ['facts', 'all', '-i', 'test']]) {
      const { stdout, stderr } = await project().provision([...other, '--vault-password-file', '.password']);
      outputs.push(stdout, stderr);
    }
    await sshOrThrow(host().name, 'touch /tmp/sampled');
    processes = (await sampling).stdout;
  }, 600_000);

  test('the tasks have run, so that there was something to tell', () => {
    expect(outputs[2]).toMatch(/recap|host {2}/);
    expect(outputs[2]?.match(/\*{8}/g)?.length).toBeGreaterThan(200);
    expect(outputs[2]).not.toContain('stopped ');
  });

  test('by terminal, plain text, JSON or errors', () => expect(leaksIn(outputs.join('\n'))).toEqual([]));

  test.each(['events', 'junit.xml'])('by %s', (name) => {
    expect(leaksIn(readFileSync(join(project().directory, name), 'utf8'))).toEqual([]);
  });

  test('by any file of the controller but the vault and what was fetched', () => {
    rmSync(join(project().directory, 'playbooks/fetched'), { recursive: true, force: true });
    const files = readdirSync(project().directory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const { parentPath, name } of files)
      expect([name, leaksIn(readFileSync(join(parentPath, name), 'latin1'))]).toEqual([name, []]);
  });

  test('by a command line on the host, which every user can read', () => {
    const [looks = '', ...lines] = processes.trim().split('\n');
    expect(Number.parseInt(looks, 10)).toBeGreaterThan(300);
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
      expect((await search(where)).stdout).toBe('');
    });

    test('nor by its journal', async () => {
      const journal = await sshOrThrow(host().name, 'sudo journalctl --no-pager -a -o export');
      expect(journal.length).toBeGreaterThan(1000);
      expect(leaksIn(journal)).toEqual([]);
    });
  });
});
