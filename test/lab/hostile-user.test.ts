import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { checkout, ssh, sshOrThrow } from './support/lab.ts';
import { runOrThrow } from './support/run-command.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const HOSTILE = join(checkout, 'test/lab/hostile');
const tasks = readFileSync(join(HOSTILE, 'tasks.yml'), 'utf8');
const belowLink = readFileSync(join(HOSTILE, 'below-link.yml'), 'utf8');
const names = [...tasks.matchAll(/name: ([^,]+),/g)].map(([, name = '']) => name);

/** What root's files are, to the last attribute. */
const VICTIMS =
  'sudo find /etc/victim -printf \'%p %u %g %m %s %y\\n\' -exec sh -c \'test ! -f "$0" || sha256sum "$0"\' {} \\; | sort';

const STAND_IN = `cat >/usr/local/bin/docker <<'EOF'
${readFileSync(join(HOSTILE, 'docker.sh'), 'utf8')}EOF
chmod 755 /usr/local/bin/docker`;

const PREPARE = `set -e
apt-get update -qq; apt-get install -y -qq --no-install-recommends curl git zip unzip acl attr openssl busybox cron make parted python3-lxml >/dev/null 2>&1
useradd -m eve; install -d -m 700 /etc/victim; mkdir /etc/victim/sshd
for n in 1 2 3; do echo precious >/etc/victim/$n; chmod 600 /etc/victim/$n; done
echo auth required a.so >/etc/victim/pam; echo '<a/>' >/etc/victim/doc.xml; ssh-keygen -q -t ed25519 -N "" -f /etc/victim/pair
printf '[a]\\n\\tb = d\\n' >/etc/victim/gitconfig; git init -q /etc/victim/repository; truncate -s 8M /etc/victim/disk
mkdir /etc/victim/made; printf 'all:\\n\\ttouch made\\n' >/etc/victim/made/Makefile
${STAND_IN}
mkdir -p /root/www /root/pack/sub; echo web >/root/www/hostname; busybox httpd -p 127.0.0.1:8099 -h /root/www
echo a >/root/pack/a; echo b >/root/pack/sub/b; cd /root/pack; zip -qr /root/packed.zip .
git init -q -b main /root/repository; cd /root/repository; git config user.email a@b; git config user.name a
echo 1 >f; git add f; git commit -qm 1
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /root/key 2>/dev/null
openssl req -new -key /root/key -subj /CN=a -out /root/csr`;

describeLab('another user', () => {
  const host = useHost();
  const project = useProject();
  const asRoot = (script: string): Promise<string> => sshOrThrow(host().name, `sudo sh -c ${quoteWord(script)}`);
  const asEve = (script: string): Promise<string> =>
    sshOrThrow(host().name, `sudo runuser -u eve -- sh -c ${quoteWord(script)}`);

  beforeAll(async () => {
    await asRoot(PREPARE);
    project().write('playbooks/files/tree/sub/x', 'x\n');
    project().write('playbooks/files/tree/y', 'y\n');
    project().write('playbooks/files/large', 'large\n'.repeat(400_000));
    project().write('playbooks/files/script.sh', 'echo ran\n');
    project().write('playbooks/templates/page.ejs', 'page of <%= inventory_hostname %>\n');
    await runOrThrow('tar', [
      '-czf',
      join(project().directory, 'playbooks/files/packed.tgz'),
      '-C',
      join(project().directory, 'playbooks/files/tree'),
      'sub/x',
      'y',
    ]);
    await project().writeInventory(host().name);
  });

  const writePlay = (at: string, more = ''): void => {
    const indented = tasks.replace(/^- \{/gm, `    - { ${more}`);
    project().write('playbooks/site.yml', `- hosts: all\n  become: true\n  vars: { at: ${at} }\n  tasks:\n${indented}`);
  };
  const run = (...flags: string[]) =>
    project().provision(['-i', 'test', '--output', 'plain', ...flags], { timeoutMs: 150_000 });

  test('who has planted links at all names that can be foreseen gains nothing, and stops nothing', async () => {
    const at = '/home/eve/planted';
    await asEve(
      `mkdir -p ${at}/unpacked ${at}/unzipped; cd ${at}; echo old >kept; echo old >got; echo old >csr; ${plantForeseen}`,
    );
    writePlay(at);
    const before = await sshOrThrow(host().name, VICTIMS);
    const { exitCode, stdout, stderr } = await run();
    expect(stderr + stdout).not.toContain('FAILED');
    expect(exitCode).toBe(0);
    expect(await sshOrThrow(host().name, VICTIMS)).toBe(before);
    expect(
      await asRoot(`cd ${at}; cat copied page; tar -tzf a.tgz | head -1; cat got uri; find . -name '.provision.*'`),
    ).toBe(`new\npage of ${host().name}\ndefault/\nweb\nweb\n`);
    expect((await run()).exitCode).toBe(0);
  });

  test('who replaces whatever shows up by links and pipes gains nothing, and holds nothing up', async () => {
    const at = '/home/eve/raced';
    await asEve(`mkdir -p ${at}/unpacked ${at}/unzipped; cd ${at}; echo old >kept`);
    await sshOrThrow(
      host().name,
      `cat >/tmp/plant-links.pl <<'E'\n${readFileSync(join(HOSTILE, 'plant-links.pl'), 'utf8')}E\nchmod 644 /tmp/plant-links.pl`,
    );
    const before = await sshOrThrow(host().name, VICTIMS);
    const planting = ssh(
      host().name,
      `sudo runuser -u eve -- timeout 60 perl /tmp/plant-links.pl ${at} /etc/victim/1 /etc/victim/sshd 45`,
    );
    await asEve('until [ -e /tmp/planting ]; do sleep 0.1; done');
    writePlay(at, 'ignore_errors: true, ');
    const { exitCode, stdout } = await run();
    expect(await sshOrThrow(host().name, VICTIMS)).toBe(before);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/somebody else is moving|has become a link|not a regular file/);
    expect(Number((await planting).stdout)).toBeGreaterThan(names.length / 2);
  });

  test.each([
    "config_tree: { dest: /home/eve/config, files: [{ path: a, content: x }], validate: 'test -e %s/a' }",
    'release: { path: /home/eve/app, id: v1, src: tree }',
  ])('whose directory it is has nothing staged there by %s, as check mode says too', async (task) => {
    const before = await sshOrThrow(host().name, `${VICTIMS}; sudo ls -A /home/eve`);
    project().write('playbooks/site.yml', `- hosts: all\n  become: true\n  tasks:\n    - ${task}\n`);
    for (const flags of [['--check'], []]) {
      const { exitCode, stdout } = await run(...flags);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('another user may change /home/eve, and so redirect files of');
    }
    expect(await sshOrThrow(host().name, `${VICTIMS}; sudo ls -A /home/eve`)).toBe(before);
  });

  describe('who has made a link of a directory', () => {
    test('is not followed by what is unpacked', async () => {
      await asEve('mkdir -p /home/eve/u; ln -s /etc/victim/sshd /home/eve/u/sub');
      project().write(
        'playbooks/site.yml',
        '- hosts: all\n  become: true\n  tasks:\n    - unarchive: { src: packed.tgz, dest: /home/eve/u }\n',
      );
      const { exitCode, stdout } = await run();
      expect(exitCode).toBe(1);
      expect(stdout).toContain('sub is a link that another user has made');
      expect(await asRoot('ls -A /etc/victim/sshd /home/eve/u')).toBe('/etc/victim/sshd:\n\n/home/eve/u:\nsub\n');
    });

    test('is not followed by any module that is given a path below it', async () => {
      await asEve('ln -sT /etc/victim /home/eve/way');
      const before = await sshOrThrow(host().name, VICTIMS);
      const lines = belowLink.replace(/^- \{ /gm, '    - { ').replace(/^#.*\n/gm, '');
      project().write(
        'playbooks/site.yml',
        `- hosts: all\n  become: true\n  ignore_errors: true\n  vars: { way: /home/eve/way }\n  tasks:\n${lines}`,
      );
      const { stdout } = await run();
      expect(await sshOrThrow(host().name, VICTIMS)).toBe(before);
      expect(stdout.split('\n').filter((line) => /^changed/i.test(line))).toEqual([]);
      expect(stdout.match(/\/home\/eve\/way is a link of eve/g)?.length).toBeGreaterThan(50);
    });

    test.each([
      'authorized_key: { user: eve, key: ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB x }',
      'known_hosts: { name: a, key: a ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB, path: /home/eve/.ssh/known_hosts }',
    ])('is not followed by %s', async (task) => {
      await asEve('rm -rf /home/eve/.ssh; ln -s /etc/victim/sshd /home/eve/.ssh');
      const before = await sshOrThrow(host().name, VICTIMS);
      project().write('playbooks/site.yml', `- hosts: all\n  become: true\n  tasks:\n    - ${task}\n`);
      expect((await run()).exitCode).toBe(1);
      expect(await sshOrThrow(host().name, VICTIMS)).toBe(before);
    });

    test('or of a file that is edited is not followed', async () => {
      await asEve('cd /home/eve; rm -f rc; ln -s /etc/victim/2 rc');
      const before = await sshOrThrow(host().name, VICTIMS);
      project().write(
        'playbooks/site.yml',
        '- hosts: all\n  become: true\n  tasks:\n    - lineinfile: { path: /home/eve/rc, line: x }\n',
      );
      const { exitCode, stdout } = await run();
      expect(exitCode).toBe(1);
      expect(stdout).toContain('/home/eve/rc is a link of eve,');
      expect(await sshOrThrow(host().name, VICTIMS)).toBe(before);
    });
  });

  test('whose repository has hooks and filters has them run as that user, and never as root', async () => {
    const evil = `printf '#!/bin/sh\\nid -un >>/tmp/ran-as\\ncat\\n' >evil; chmod 755 evil`;
    const config = `printf '[core]\\n fsmonitor = /home/eve/evil\\n[filter "x"]\\n clean = /home/eve/evil\\n' >>work/.git/config`;
    await asRoot(
      'git clone -q --bare /root/repository /root/www/r.git; git -C /root/www/r.git update-server-info; cp -r /root/repository /home/eve/work; chown -R eve /home/eve/work',
    );
    await asEve(
      `cd; ${evil}; ${config}; echo '* filter=x' >work/.git/info/attributes; cp evil work/.git/hooks/post-checkout; echo changed >work/f`,
    );
    project().write(
      'playbooks/site.yml',
      '- hosts: all\n  become: true\n  tasks:\n    - git: { repo: http://127.0.0.1:8099/r.git, dest: /home/eve/work, version: main, force: true }\n',
    );
    expect((await run()).exitCode).toBe(0);
    expect(await asRoot('sort -u /tmp/ran-as; stat -c %U /home/eve/work/f')).toBe('eve\neve\n');
  });

  test('a file that is replaced keeps its access lists and extended attributes', async () => {
    const at = '/root/dressed';
    await asRoot(
      `mkdir ${at}; cd ${at}; for f in a b c d e; do echo old >$f; setfacl -m u:eve:rw $f; setfattr -n user.mark -v x $f; done`,
    );
    project().write(
      'playbooks/site.yml',
      `- hosts: all\n  become: true\n  tasks:\n    - { copy: { dest: ${at}/<%= item %>, content: new }, loop: [a, b, c] }\n    - lineinfile: { path: ${at}/d, line: new }\n    - get_url: { url: 'http://127.0.0.1:8099/hostname', dest: ${at}/e, force: true }\n`,
    );
    expect((await run()).exitCode).toBe(0);
    expect(
      await asRoot(
        `cd ${at}; getfacl -c a b c d e | grep -c user:eve:rw-; getfattr -n user.mark a b c d e | grep -c mark; cat e`,
      ),
    ).toBe('5\n5\nweb\n');
  });
});

/** Links at each name that a program could choose without chance, for backups of the next minutes too; pipes at some. */
const plantForeseen = [
  'for f in copied kept page lines touched link a.tgz hostname.gz a.zip got uri key csr crt known_hosts cron large valid hostname; do',
  'for n in "$f.provision-new" "$f.provision-new.begun" ".$f.new" ".$f.tmp" "$f.new" "$f.tmp" "$f.bak" "$f~"; do ln -s /etc/victim/1 "$n"; done; done',
  'for f in kept got csr; do i=0; while [ $i -lt 240 ]; do ln -s /etc/victim/2 "$f.$(date -d "+$i seconds" +%Y-%m-%dT%H:%M:%S)~"; i=$((i+1)); done; done',
  'for f in .provision-get-url .provision-uri .provision-archive config.new .config.new; do ln -s /etc/victim/3 $f; mkfifo $f.pipe; done',
  'ln -s /etc/victim/3 .config.staged',
].join('\n');

const quoteWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
