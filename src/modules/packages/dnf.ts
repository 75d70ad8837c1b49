import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, text, textList } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

const params = z
  .strictObject({
    name: textList()
      .default([])
      .describe('Packages, groups (@name), files on the host, or URLs; * means all installed packages.'),
    state: z
      .enum(['present', 'installed', 'latest', 'absent', 'removed'])
      .default('present')
      .describe('latest also upgrades.'),
    enablerepo: textList().default([]).describe('Disabled repositories to enable for this task.'),
    disablerepo: textList().default([]).describe('Repositories to disable for this task.'),
    exclude: textList().default([]).describe('Packages to exclude.'),
    update_cache: bool().default(false).describe('Refresh the metadata of the repositories.'),
    disable_gpg_check: bool().default(false).describe('Allow unsigned packages.'),
    install_weak_deps: bool().default(true).describe('Also install recommended packages.'),
    autoremove: bool().default(false).describe('Remove dependencies that are no longer needed.'),
    allowerasing: bool().default(false).describe('Allow the removal of conflicting packages.'),
    nobest: bool().default(false).describe('Allow an older version if the newest one cannot be installed.'),
    skip_broken: bool().default(false).describe('Skip packages that cannot be installed.'),
    allow_downgrade: bool().default(false).describe('Allow downgrades.'),
    lock_timeout: text().optional().describe('No effect: dnf waits for its lock.'),
    use_backend: text().optional().describe('No effect: the package manager of the host is used.'),
  })
  .refine((p) => p.name.length > 0 || p.update_cache || p.autoremove, 'dnf needs name, update_cache or autoremove')
  .refine((p) => !p.name.includes('*') || p.name.length === 1, { path: ['name'], message: '* stands alone' });

type Params = z.output<typeof params>;

/** Manages packages on Fedora and related distributions. The module is also available as `yum`. */
export const dnf = defineProbed({
  name: 'dnf',
  summary:
    'Installs, upgrades and removes packages with dnf, or with yum if dnf is missing. Not tested on its target distributions: see the end of this page.',
  params,
  aliases: { pkg: 'name', 'update-cache': 'update_cache', expire_cache: 'update_cache' },
  notTaken: {
    bugfix: 'Run dnf update --bugfix in a command.',
    security: 'Run dnf update --security in a command.',
    conf_file: 'Run dnf -c in a command.',
    disable_excludes: 'Run dnf --disableexcludes in a command.',
    disable_plugin: 'Run dnf --disableplugin in a command.',
    download_dir: 'Run dnf download in a command.',
    download_only: 'Run dnf --downloadonly in a command.',
    enable_plugin: 'Run dnf --enableplugin in a command.',
    install_repoquery: leftOut('nothing depends on it.'),
    installroot: 'Run dnf --installroot in a command.',
    list: 'Use package_facts, or dnf list in a command.',
    releasever: 'Run dnf --releasever in a command.',
    sslverify: 'Set sslverify of the repository.',
    update_only: 'Use state: latest for what is installed.',
    validate_certs: 'Set sslverify of the repository.',
    cacheonly: 'Run dnf -C in a command.',
  },
  examples: ['- dnf:\n    name: [nginx, policycoreutils-python-utils]\n    enablerepo: epel\n'],
  returns: { name: 'The packages.' },
  probe,
  reads: (p) => ['packages:', 'apt:lists', ...p.name.map((name) => `package:${name}`)],
  plan,
  writes: (p) => ({
    keys: ['packages:', ...p.name.map((name) => `package:${name}`)],
    unlistedEffects: isRemoval(p) || p.autoremove || p.name.includes('*') ? 'anything' : 'creates',
  }),
  result: ({ name }) => ({ name }),
});

const isRemoval = ({ state }: Params): boolean => state === 'absent' || state === 'removed';

const repositories = (p: Params): string[] => [
  ...p.enablerepo.map((name) => `--enablerepo=${name}`),
  ...p.disablerepo.map((name) => `--disablerepo=${name}`),
  ...p.exclude.map((name) => `--exclude=${name}`),
];

/** Prints one line per package: present, absent or, for `latest`, stale if an update is available. dnf resolves groups and patterns. */
function probe(p: Params): string {
  const one = (name: string): string => {
    if (name === '*')
      return `${DNF} -q check-update ${quoteAll(repositories(p))} >/dev/null 2>&1; [ $? = 100 ] && echo stale || echo present`;
    if (name.startsWith('@'))
      return `if ${DNF} -q group list --installed --ids 2>/dev/null | grep -qF -e ${quote(`(${name.slice(1)})`)} -e ${quote(name.slice(1))}; then echo present; else echo absent; fi`;
    const asked = packageOf(name);
    const stale =
      p.state === 'latest'
        ? `if ${DNF} -q check-update ${quoteAll([...repositories(p), asked])} >/dev/null 2>&1; then echo present; else echo stale; fi`
        : 'echo present';
    return `if rpm -q --whatprovides ${quote(asked)} >/dev/null 2>&1 || rpm -qa ${quote(asked)} | grep -q .; then ${stale}; else echo absent; fi`;
  };
  return [
    'command -v rpm >/dev/null || exit 127',
    `d=$(command -v dnf || command -v yum) || exit 127`,
    ...p.name.map(one),
  ].join('\n');
}

const DNF = '"$d"';

/** The package name at the start of a file name or URL: nginx for nginx-1.2-3.x86_64.rpm. */
const packageOf = (name: string): string =>
  name.endsWith('.rpm') ? name.replace(/^.*\//, '').replace(/-[^-]+-[^-]+\.rpm$/, '') : name;

function plan(
  p: Params,
  { exitStatus, stdout }: ShellAnswer,
  { isRecheck }: { readonly isRecheck?: boolean | undefined },
): ProbedPlan {
  if (exitStatus === 127)
    throw new ModuleFailure('the host has no rpm and dnf', 'On Debian and its relatives use apt, or package.');
  const found = stdout.split('\n');
  const differing = p.name.flatMap((name, i): Change[] => {
    const before = found[i] ?? '';
    const wanted = isRemoval(p) ? 'absent' : p.state === 'latest' ? 'latest' : 'present';
    const isWanted =
      wanted === 'absent' ? before === 'absent' : before === 'present' || (before === 'stale' && wanted === 'present');
    return isWanted ? [] : [{ attribute: name, before, after: wanted }];
  });
  const extra: Change[] = [
    ...(p.update_cache && p.name.length === 0 ? [{ attribute: 'cache', before: null, after: 'fetched' }] : []),
    ...(p.autoremove && p.name.length === 0
      ? [{ attribute: 'unneeded packages', before: null, after: 'removed', may: true }]
      : []),
  ];
  // changes without an observable state are made once per run
  const changes = [...differing, ...(isRecheck ? [] : extra)];
  if (changes.length === 0) return CONVERGED;
  return {
    changes,
    steps: [
      {
        kind: 'run',
        script: render(
          p,
          differing.map(({ attribute }) => attribute),
        ),
        timeoutSeconds: 3600,
        shownAs: 'dnf',
      },
    ],
    after: differing.length === 0 ? stdout : new Unknown('versions of the packages'),
  };
}

function render(p: Params, names: readonly string[]): string {
  const options = [
    ...repositories(p),
    ...(p.disable_gpg_check ? ['--nogpgcheck'] : []),
    ...(p.install_weak_deps ? [] : ['--setopt=install_weak_deps=False']),
    ...(p.allowerasing ? ['--allowerasing'] : []),
    ...(p.nobest ? ['--nobest'] : []),
    ...(p.skip_broken ? ['--skip-broken'] : []),
  ];
  const verb = isRemoval(p) ? 'remove' : p.state === 'latest' ? 'upgrade' : 'install';
  const run = (...words: string[]): string => `"$d" -y -q ${quoteAll([...options, ...words])}`;
  const missing = names.filter((name) => name !== '*');
  return [
    'set -e',
    'd=$(command -v dnf || command -v yum)',
    ...(p.update_cache ? [`"$d" -q ${quoteAll([...repositories(p), 'makecache'])}`] : []),
    ...(verb === 'upgrade' && missing.length > 0 ? [run('install', ...missing)] : []),
    ...(names.length > 0 ? [run(verb, ...missing)] : []),
    ...(p.autoremove ? [run('autoremove')] : []),
  ].join('\n');
}
