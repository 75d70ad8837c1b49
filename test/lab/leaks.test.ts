import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { isLong } from './modules/describe-rounds.ts';
import { expectNoLeak, noteRow } from './leaks/expect-no-leak.ts';
import { BY_RECORDED, WITH_PASSWORD, writeLeakProject } from './leaks/leak-project.ts';
import type { RecordedCommands } from './leaks/record-commands.ts';
import { readCommands, recordCommands } from './leaks/record-commands.ts';
import { FRAGMENTS, SECRET_KINDS } from './leaks/secrets.ts';
import { describeLab } from './support/describe-lab.ts';
import { checkout, ssh, sshOrThrow } from './support/lab.ts';
import { runCommand } from './support/run-command.ts';
import { runOnTerminal } from './support/run-on-terminal.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

/** All kinds of secrets, the servers of databases and docker by night; every module at any time, with the kind that is escaped the most. */
const KINDS = isLong ? SECRET_KINDS : ['quotes'];
const PACKAGES = [
  ...['curl', 'git', 'openssl', 'busybox', 'cron', 'debconf-utils', 'strace', 'make', 'python3-lxml'],
  ...(isLong ? ['mariadb-server', 'postgresql', 'redis-server', 'python3-pip', 'python3-venv'] : []),
  ...(isLong ? ['rpm', 'gnupg', 'docker.io'] : []),
];
const PREPARE_DOCKER = `tar -C /root/made -c . | docker import - lab:1; mkdir /root/built; printf "FROM lab:1\\nARG P\\nLABEL made=yes\\n" >/root/built/Dockerfile;`;
const PREPARE = `apt-get update -qq; apt-get install -y -qq --no-install-recommends ${PACKAGES.join(' ')} >/dev/null 2>&1
mkdir -p /srv/leaks; chmod 700 /srv/leaks; mkdir /root/made; printf "all:\\n\\t@:\\n" >/root/made/Makefile
${isLong ? PREPARE_DOCKER : ''} mkdir /root/www; busybox httpd -p 127.0.0.1:8099 -h /root/www
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /root/key 2>/dev/null; openssl req -new -key /root/key -subj /CN=a -out /root/csr`;

describeLab('no secret is told', () => {
  const host = useHost();
  const project = useProject();
  const outputs: string[] = [];
  let applied = '';
  let commands: RecordedCommands = { count: 0, leaking: [] };
  let ownProcesses = '';

  const run = async (args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await project().provision(args, {
      env: { TMPDIR: project().directory },
      timeoutMs: 1_500_000,
    });
    outputs.push(stdout, stderr);
    return stdout;
  };

  beforeAll(
    async () => {
      await sshOrThrow(host().name, `sudo sh -c '${PREPARE}'`);
      await writeLeakProject(project(), host().name, { kinds: KINDS, leftOut: isLong ? [] : ['databases', 'docker'] });
      await recordCommands(host().name);
      const { directory } = project();
      const sampling = runCommand(
        'perl',
        [`${checkout}test/lab/leaks/sample-processes.pl`, join(directory, 'sampled')],
        {
          stdin: `${FRAGMENTS.join('\n')}\n`,
        },
      );
      const common = [...WITH_PASSWORD, '--diff', '-vvv'];
      const site = ['-i', 'test', ...BY_RECORDED, ...common];
      const names = ['-i', 'test', '-p', 'names', '--check', ...common];
      await run([...site, '--check', '--output', 'json']);
      applied = await run([...site, '--output', 'plain', '--events', 'events', '--junit', 'junit.xml']);
      await run(['report', '--out', 'report.html']);
      await run([...names, '--output', 'plain', '--events', 'names.events', '--junit', 'names.xml']);
      if (isLong) {
        await run([...site, '--check', '--output', 'plain']);
        await run([...site, '--output', 'json']);
        await run([...names, '--output', 'json']);
      }
      for (const args of isLong ? [names, site] : [names]) {
        const words = [process.execPath, join(checkout, 'dist/cli/main.js'), ...args, '--output', 'tree'];
        outputs.push((await runOnTerminal(words, { cwd: directory, answers: {} })).screen);
      }
      await run(['plan', '-i', 'test', '-p', 'names', '--out', 'saved.plan', ...WITH_PASSWORD]);
      for (const args of [['lint'], ['graph', '-i', 'test'], ['facts', 'all', '-i', 'test'], ['show', 'saved.plan']])
        await run([...args, ...WITH_PASSWORD]);
      await run(['show', 'saved.plan', '--output', 'json', ...WITH_PASSWORD]);
      await run(['runs']);
      await run(['runs', 'last']);
      commands = await readCommands(host().name);
      project().write('sampled', '');
      ownProcesses = (await sampling).stdout;
    },
    isLong ? 3_600_000 : 900_000,
  );

  test('the tasks have run, so that there was something to tell', () => {
    expect(applied).toMatch(/recap|host {2}/);
    expect(applied.match(/\*{8}/g)?.length).toBeGreaterThan(50);
    expect(outputs.join('')).not.toContain('stopped ');
  });

  test('by terminal, plain text, JSON or errors', () => expectNoLeak('terminal, plain, JSON', outputs.join('\n')));

  test.each([
    ['events', /task.finished/],
    ['names.events', /task.finished/],
    ['junit.xml', /<testcase/],
    ['names.xml', /<testcase/],
    ['report.html', /<html/],
    ['saved.plan', /^provision-plan/],
  ])('by %s', (name, holds) => {
    const text = readFileSync(join(project().directory, name), 'latin1');
    expect(text).toMatch(holds);
    expectNoLeak(name, text);
  });

  test('by any file of the controller except the vault and fetched files', () => {
    rmSync(join(project().directory, 'playbooks/fetched'), { recursive: true, force: true });
    const files = readdirSync(project().directory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.some(({ parentPath }) => parentPath.includes('.provision/runs'))).toBe(true);
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expectNoLeak('files of the project, records of runs, temporary files', texts.join('\n'));
  });

  test('by any command line on the host, which every user can read', () => {
    expect(commands.count).toBeGreaterThan(200);
    noteRow({
      where: 'processes of the host',
      searched: `${commands.count} command lines, all that were run`,
      found: commands.leaking.length,
    });
    expect(commands.leaking).toEqual([]);
  });

  test('by a command line on the controller', () => {
    const [looks = '', ...lines] = ownProcesses.trim().split('\n');
    // a busy machine leaves time for fewer
    expect(Number.parseInt(looks, 10)).toBeGreaterThan(20);
    noteRow({ where: 'processes of the controller', searched: looks, found: lines.length });
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
      '/root/.bash_history /root/.ssh /root/.cache /home',
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
