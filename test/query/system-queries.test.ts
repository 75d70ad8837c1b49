import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { isUnknown } from '../../src/values/unknown.ts';
import { aptCandidate } from '../../src/query/packages/apt-candidate.ts';
import { aptLists } from '../../src/query/packages/apt-lists.ts';
import type { AnswerOf, Peek, Query } from '../../src/query/query.ts';
import { queryId, Refused } from '../../src/query/query.ts';
import { dpkg } from '../../src/query/packages/dpkg.ts';
import { group } from '../../src/query/accounts/group.ts';
import { passwd, passwordDigest } from '../../src/query/accounts/passwd.ts';
import { renderObservation } from '../../src/query/observation.ts';
import { kernelHostname } from '../../src/query/facts/kernel-hostname.ts';
import { mounted } from '../../src/query/files/mounted.ts';
import { sysctl, sysctlPath } from '../../src/query/services/sysctl.ts';
import { ufwState } from '../../src/query/services/ufw.ts';
import { systemdManager } from '../../src/query/services/systemd-manager.ts';
import { ABSENT_UNIT, unit } from '../../src/query/services/unit.ts';

/** Asks this machine. */
function observe<Q extends Query>(...queries: Q[]): AnswerOf<Q>[] {
  const observation = renderObservation(queries, 'b0undary');
  const answers = observation.parse(execFileSync('sh', ['-c', observation.script]));
  return queries.map((query) => answers.get(queryId(query)) as AnswerOf<Q>);
}

/** What a query makes of an output that it is given. */
function parse<A>(output: string, ...queries: Query<A>[]): readonly (A | Refused)[] {
  const [first] = queries;
  if (!first) throw new Error('nothing is asked');
  return first.kind.parse(
    Buffer.from(output),
    queries.map(({ args }) => args),
    'B',
  );
}

describe('dpkg', () => {
  test('asks this machine, taking no name for a pattern or an option', () => {
    const [present, ...others] = observe(dpkg('dpkg'), dpkg('bas*'), dpkg('-W'), dpkg('no-such-package'), dpkg("a'b"));
    expect(present).toMatchObject({ exists: true, status: 'installed', version: expect.any(String) as unknown });
    expect(others).toEqual(Array.from({ length: 4 }, () => ({ exists: false, status: 'absent', hold: false })));
  });

  test("distinguishes a package's states", () => {
    const output = [
      'dpkg\tamd64\tinstall\tinstalled\t1.22\t',
      'libc6\tamd64\thold\tinstalled\t2.36\tlibc6-2.36',
      'libc6\ti386\tinstall\tinstalled\t2.35\t',
      'nginx\tall\tdeinstall\tconfig-files\t1.22\t',
      'half\tamd64\tinstall\thalf-configured\t1\t',
      'busy\tamd64\tinstall\ttriggers-pending\t1\t',
      'postfix\tamd64\tinstall\tinstalled\t3.7\tdefault-mta, mail-transport-agent (= 1), other:any',
    ].join('\n');
    const names = ['libc6', 'libc6:i386', 'nginx', 'half', 'busy', 'mail-transport-agent', 'other', 'nothing'];
    expect(parse(output, ...names.map((name) => dpkg(name)))).toEqual([
      { exists: true, status: 'installed', version: '2.36', hold: true },
      { exists: true, status: 'installed', version: '2.35', hold: false },
      { exists: false, status: 'config-files', hold: false },
      { exists: true, status: 'broken', version: '1', hold: false },
      { exists: true, status: 'installed', version: '1', hold: false },
      { exists: false, status: 'absent', hold: false, providedBy: 'postfix' },
      { exists: false, status: 'absent', hold: false, providedBy: 'postfix' },
      { exists: false, status: 'absent', hold: false },
    ]);
  });
});

describe('aptCandidate', () => {
  test('does not query the installed version unless requested', () => {
    const [installed] = observe(aptCandidate({ name: 'dpkg' }));
    const [always] = observe(aptCandidate({ name: 'dpkg', always: true }));
    expect(installed).toEqual({ missing: false });
    expect(always).toEqual({
      missing: false,
      version: expect.any(String) as unknown,
      versions: expect.arrayContaining([(always as { version?: string }).version]) as unknown,
    });
  });

  test('marks a package in no repository as missing', () => {
    expect(observe(aptCandidate({ name: 'no-such-package-anywhere' }), aptCandidate({ name: 'a*' }))).toEqual([
      { missing: true },
      { missing: true },
    ]);
  });

  test('distinguishes versions, virtual packages and mere mentions, for each release', () => {
    const output = [
      'B release ',
      ...['asked nginx', 'asked mta', 'asked gone', 'asked nowhere'],
      ...['nginx:', '  Installed: 1.18', '  Candidate: 1.22', '  Version table:', '     1.22 500'],
      ...['        500 http://deb.example.org bookworm/main amd64 Packages', ' *** 1.18 100'],
      ...['        100 /var/lib/dpkg/status'],
      ...['mta:', '  Candidate: (none)', 'gone:', '  Candidate: (none)'],
      'B virtual',
      ...['Package: mta', 'Versions: ', '', 'Reverse Provides: ', 'postfix 3.7 (= )'],
      ...['Package: gone', 'Versions: ', '', 'Reverse Provides: '],
      'B release bookworm-backports',
      ...['asked nginx', 'nginx:', '  Candidate: 1.26'],
      '',
    ].join('\n');
    const names = ['nginx', 'mta', 'gone', 'nowhere', 'not-asked'];
    const asked = [...names.map((name) => ({ name })), { name: 'nginx', release: 'bookworm-backports' }];
    expect(parse(output, ...asked.map((question) => aptCandidate(question)))).toEqual([
      { missing: false, version: '1.22', versions: ['1.22', '1.18'] },
      { missing: false },
      { missing: true },
      { missing: true },
      { missing: false },
      { missing: false, version: '1.26', versions: [] },
    ]);
  });
});

test('package lists are as old as their directory', () => {
  expect(observe(aptLists(1e9), aptLists(0))).toEqual([
    expect.stringMatching(/fresh|stale|missing/),
    expect.not.stringMatching('fresh'),
  ]);
});

describe('unit', () => {
  const block = (values: Record<string, string>): string =>
    Object.entries({
      LoadState: 'loaded',
      ActiveState: 'active',
      UnitFileState: 'enabled',
      NeedDaemonReload: 'no',
      DropInPaths: '',
      ...values,
    })
      .map(([key, value]) => `${key}=${value}`)
      .join('\n');

  test('is read from the block at its place; a unit without a file is absent', () => {
    const output = [
      [
        block({ Type: 'notify', FragmentPath: '/lib/systemd/system/a.service' }),
        block({ LoadState: 'not-found', ActiveState: 'inactive', UnitFileState: '' }),
      ].join('\n\n'),
      '\nB\n',
    ].join('');
    expect(parse(output, unit('a'), unit('in valid'), unit('b.timer'))).toEqual([
      expect.objectContaining({
        exists: true,
        activeState: 'active',
        type: 'notify',
        fragmentPath: '/lib/systemd/system/a.service',
      }),
      ABSENT_UNIT,
      ABSENT_UNIT,
    ]);
  });

  test('must be read anew for a drop-in that systemd has not seen', () => {
    const output = `${block({ DropInPaths: '/etc/systemd/system/a.service.d/old.conf' })}\nB\ndropin a.service /etc/systemd/system/a.service.d/old.conf\n`;
    const added = `${output}dropin a.service /etc/systemd/system/a.service.d/new.conf\n`;
    expect(parse(output, unit('a'))).toEqual([expect.objectContaining({ needDaemonReload: false })]);
    expect(parse(added, unit('a'))).toEqual([expect.objectContaining({ needDaemonReload: true })]);
  });

  test.each(['/dev/null', '/etc/systemd/system/a.service'])(
    'that is masked has no file, where systemd names %s',
    (path) => {
      const output = `${block({ LoadState: 'masked', UnitFileState: 'masked', FragmentPath: path })}\nB\n`;
      expect(parse(output, unit('a'))).toEqual([expect.objectContaining({ exists: true, fragmentPath: '' })]);
    },
  );

  test('of an init script starts at boot where it has a link', () => {
    const output = `${block({ UnitFileState: 'generated' })}\nB\n`;
    expect(parse(output, unit('a'))).toEqual([expect.objectContaining({ unitFileState: 'disabled' })]);
    expect(parse(`${output}sysv a.service\n`, unit('a'))).toEqual([
      expect.objectContaining({ unitFileState: 'enabled' }),
    ]);
  });

  test("queried by an alias has its own name first, with that name's state", () => {
    const output = `${block({ UnitFileState: 'generated', Names: 'a.service c.service' })}\nB\nname a.service\nsysv a.service\n`;
    expect(parse(output, unit('b'))).toEqual([
      expect.objectContaining({ unitFileState: 'enabled', names: ['a.service', 'c.service', 'b.service'] }),
    ]);
    const alone = `${block({ Names: 'a.service' })}\nB\nname a.service\n`;
    expect(parse(alone, unit('a'))).toEqual([expect.not.objectContaining({ names: expect.anything() as unknown })]);
  });

  test('is refused where systemd does not run', () => {
    expect(parse('offline\n', unit('a'))).toEqual([expect.any(Refused)]);
  });

  const derive = (before: typeof ABSENT_UNIT, planned: Record<string, Buffer | null>): unknown => {
    const query = unit('app@one');
    const peek = ((other: Query) => planned[other.kind.key(other.args)]) as Peek;
    return query.kind.derive?.(query.args, before, peek, []);
  };

  test('follows from a new unit file', () => {
    const file = Buffer.from('[Service]\nType=oneshot\nRemainAfterExit=yes\n\n[Install]\nWantedBy=multi-user.target\n');
    expect(derive(ABSENT_UNIT, { '/etc/systemd/system/app@.service': file })).toMatchObject({
      exists: true,
      activeState: 'inactive',
      unitFileState: 'disabled',
      type: 'oneshot',
      remainAfterExit: true,
    });
    expect(
      derive(ABSENT_UNIT, { '/etc/systemd/system/app@.service': Buffer.from('[Service]\nExecStart=/x\n') }),
    ).toMatchObject({
      unitFileState: 'static',
      type: 'simple',
    });
  });

  test('must be read anew after its file was changed, and is not known after it was removed', () => {
    const loaded = {
      ...ABSENT_UNIT,
      exists: true,
      loadState: 'loaded',
      fragmentPath: '/etc/systemd/system/app@.service',
    };
    expect(derive(loaded, { '/etc/systemd/system/app@.service': Buffer.from('x') })).toMatchObject({
      needDaemonReload: true,
    });
    expect(derive(loaded, {})).toMatchObject({ needDaemonReload: true });
    expect(isUnknown(derive(loaded, { '/etc/systemd/system/app@.service': null }))).toBe(true);
    expect(derive(ABSENT_UNIT, {})).toEqual(ABSENT_UNIT);
  });
});

test('systemd must read anew where a loaded unit has a drop-in that it has not seen', () => {
  const shown =
    'Id=a.service\nNeedDaemonReload=no\nDropInPaths=/etc/systemd/system/a.service.d/x.conf\n\nId=b.service\nNeedDaemonReload=no\nDropInPaths=\n\nB\n';
  const seen = '/etc/systemd/system/a.service.d/x.conf\n/etc/systemd/system/unloaded.service.d/x.conf\n';
  const query = systemdManager(undefined);
  expect(parse(`${shown}${seen}`, query)).toEqual([{ needsReload: false }]);
  expect(parse(`${shown}${seen}/etc/systemd/system/b.service.d/x.conf\n`, query)).toEqual([{ needsReload: true }]);
  expect(parse(shown.replace('Reload=no', 'Reload=yes'), query)).toEqual([{ needsReload: true }]);
});

describe('accounts', () => {
  test('of this machine', () => {
    expect(
      observe<Query>(
        passwd('root'),
        passwd('no-such-user'),
        passwd('0'),
        passwd('-x'),
        group('root'),
        group('no-such-group'),
      ),
    ).toEqual([
      expect.objectContaining({ uid: 0, gid: 0, group: 'root', home: '/root' }),
      null,
      null,
      null,
      { gid: 0 },
      null,
    ]);
  });

  const output = (shadow: string): string =>
    `app:x:1000:1000:The app,,,:/srv/app:/bin/sh\nB\nroot:x:0:\napp:x:1000:\nzoo:x:5:app\nadm:x:4:syslog,app\nB\n${shadow}`;

  test('have sorted groups, and a digest instead of the password', () => {
    expect(parse(output('readable\napp:!$6$salt$hash:19000:0:99999:7::20000:\n'), passwd('app'))).toEqual([
      {
        uid: 1000,
        gid: 1000,
        group: 'app',
        groups: ['adm', 'zoo'],
        comment: 'The app,,,',
        home: '/srv/app',
        shell: '/bin/sh',
        shadow: {
          locked: true,
          passwordDigest: passwordDigest('$6$salt$hash'),
          expires: 20000,
          minDays: 0,
          maxDays: 99999,
          warnDays: 7,
        },
      },
    ]);
    expect(passwordDigest('$6$salt$hash')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('say nothing of a shadow that may not be read', () => {
    expect(parse(output(''), passwd('app'))).toEqual([
      expect.not.objectContaining({ shadow: expect.anything() as unknown }),
    ]);
  });
});

describe('kernel settings and mounts', () => {
  test('have the values that the kernel gives', () => {
    const [host, numbers, none, directory] = observe(
      sysctl('kernel.hostname'),
      sysctl('kernel/printk'),
      sysctl('net.no.such'),
      sysctl('net.ipv4'),
    );
    expect(host).toBe(hostname());
    expect(numbers).toMatch(/^\d+ \d+ \d+ \d+$/);
    expect([none, directory]).toEqual([null, null]);
  });

  test.each([
    ['net.ipv4.conf.eth0/100.rp_filter', '/proc/sys/net/ipv4/conf/eth0.100/rp_filter'],
    ['net/ipv4/conf/eth0.100/rp_filter', '/proc/sys/net/ipv4/conf/eth0.100/rp_filter'],
  ])('%s is %s', (name, path) => {
    expect(sysctlPath(name)).toBe(path);
  });

  test('are found on their path', () => {
    expect(observe(mounted('/proc'), mounted('/no such place'))).toEqual([{ source: 'proc', fstype: 'proc' }, null]);
    const line = '36 35 98:0 /root /srv/my\\040disk rw,noatime master:1 - ext4 /dev/sdb1 rw\n';
    const above = '37 35 0:40 / /srv/my\\040disk rw - tmpfs tmpfs rw\n';
    expect(parse(line, mounted('/srv/my disk'))).toEqual([{ source: '/dev/sdb1', fstype: 'ext4' }]);
    expect(parse(line + above, mounted('/srv/my disk'))).toEqual([{ source: 'tmpfs', fstype: 'tmpfs' }]);
  });

  test('the kernel has the name of this machine', () => {
    expect(observe(kernelHostname(undefined))).toEqual([hostname()]);
  });
});

describe('ufw', () => {
  const state = (...parts: string[]): string => parts.map((part) => `\nB\n${part}\n`).join('');
  const tuples = (text: string): unknown =>
    parse(
      state(
        'ENABLED=yes\nLOGLEVEL=off',
        'IPV6=no\nDEFAULT_INPUT_POLICY="REJECT"\nDEFAULT_OUTPUT_POLICY="ACCEPT"\nDEFAULT_FORWARD_POLICY="DROP"',
        text,
        '',
      ),
      ufwState(undefined),
    );

  test('is read from its files', () => {
    expect(tuples('')).toEqual([
      {
        enabled: true,
        logging: 'off',
        ipv6: false,
        incoming: 'reject',
        outgoing: 'allow',
        routed: 'deny',
        rules4: [],
        rules6: [],
      },
    ]);
    expect(parse('absent\n', ufwState(undefined))).toEqual([null]);
    expect(parse('refused\n', ufwState(undefined))).toEqual([expect.any(Refused)]);
  });

  const plain = {
    log: '',
    route: false,
    direction: 'in',
    interfaceIn: '',
    interfaceOut: '',
    from: 'any',
    fromPort: 'any',
    to: 'any',
    toPort: 'any',
    toApp: '',
    fromApp: '',
    comment: '',
  };

  test.each([
    [
      'allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in comment=73736820696e',
      { action: 'allow', proto: 'tcp', toPort: '22', comment: 'ssh in' },
    ],
    [
      'limit tcp 443,80 ::/0 any 2001:db8::/32 in_eth0',
      { action: 'limit', proto: 'tcp', toPort: '80,443', from: '2001:db8::/32', interfaceIn: 'eth0' },
    ],
    [
      'route:allow_log tcp 80 10.0.0.0/8 any 0.0.0.0/0 in_eth0!out_eth1',
      {
        action: 'allow',
        log: 'log',
        route: true,
        proto: 'tcp',
        toPort: '80',
        to: '10.0.0.0/8',
        interfaceIn: 'eth0',
        interfaceOut: 'eth1',
      },
    ],
    [
      'allow tcp 80,443 0.0.0.0/0 any 0.0.0.0/0 Nginx%20Full - in',
      { action: 'allow', proto: 'any', toApp: 'Nginx Full' },
    ],
    ['reject any 25 0.0.0.0/0 any 0.0.0.0/0 out', { action: 'reject', proto: 'any', direction: 'out', toPort: '25' }],
  ])('knows the rule %s', (tuple, rule) => {
    expect(tuples(`### tuple ### ${tuple}`)).toEqual([expect.objectContaining({ rules4: [{ ...plain, ...rule }] })]);
  });
});
