import type { Answers, Change, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import type { StateDefinition } from '../../module-api/module-definition.ts';
import type { Step } from '../../module-api/step.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { aptCandidate } from '../../query/packages/apt-candidate.ts';
import type { AptCandidateAnswer } from '../../query/packages/apt-candidate.ts';
import { aptLists } from '../../query/packages/apt-lists.ts';
import type { AptListsAnswer } from '../../query/packages/apt-lists.ts';
import { Unknown } from '../../values/unknown.ts';
import type { Query } from '../../query/query.ts';
import { dpkg } from '../../query/packages/dpkg.ts';
import type { DpkgAnswer } from '../../query/packages/dpkg.ts';
import { shell } from '../../query/shell.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { ARCHIVES, archivesToClean, cleanCommands, cleaned, diffArchives } from './apt-clean.ts';
import { renderAptGet } from './apt-get.ts';
import type { PackageFound, PackageSpec } from './apt-package.ts';
import { isLatest, isPresent, lacksVersion, parsePackageSpec } from './apt-package.ts';
import { allowed, optionsOf } from './apt-options.ts';
import type { AptParams as Params } from './apt-params.ts';
import { aptParams, isBare, namesOf, wantsFreshLists } from './apt-params.ts';
import { debFileOf, diffDebFile } from './apt-deb-file.ts';
import { parseSimulation, simulationOf } from './apt-simulation.ts';

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly packages: readonly Query<DpkgAnswer>[];
  readonly candidates: readonly Query<AptCandidateAnswer>[];
  readonly lists: Query<AptListsAnswer>;
  readonly simulation: readonly Query<ShellAnswer>[];
  readonly debFile: readonly Query<ShellAnswer>[];
  readonly archives: readonly Query<ShellAnswer>[];
}
type Found = Answers<Asked>;

/** Manages packages of Debian and its derivatives. A single apt-get installs all packages of a task. */
export const aptDefinition: StateDefinition<typeof aptParams, Asked> = {
  name: 'apt',
  summary: 'Installs, upgrades and removes packages with apt.',
  params: aptParams,
  notTaken: {
    auto_install_module_deps: leftOut('a module needs nothing to be installed.'),
    fail_on_autoremove: 'A dry run shows what would be removed.',
    force_apt_get: leftOut('apt-get is always used.'),
    update_cache_retries: 'Give the task retries and until.',
    update_cache_retry_max_delay: 'Give the task delay.',
  },
  aliases: {
    pkg: 'name',
    package: 'name',
    'update-cache': 'update_cache',
    'default-release': 'default_release',
    'install-recommends': 'install_recommends',
    'allow-downgrade': 'allow_downgrade',
    allow_downgrades: 'allow_downgrade',
    'allow-downgrades': 'allow_downgrade',
    'allow-unauthenticated': 'allow_unauthenticated',
  },
  examples: [
    '- apt:\n    name: [nginx, openssl]\n    update_cache: true\n',
    '- apt:\n    name: nginx=1.22*\n    allow_downgrade: true\n',
    '- apt:\n    name: apache2\n    state: absent\n    purge: true\n    autoremove: true\n',
    '- apt:\n    upgrade: dist\n    update_cache: true\n',
    '- apt:\n    autoremove: true\n    autoclean: true\n',
    '- apt:\n    deb: /root/agent_1.2.3_amd64.deb\n',
  ],
  returns: {
    cache_updated: 'Whether the package lists are up to date.',
    versions: 'The installed version of each package, if known.',
  },
  queries: (p): Asked => ({
    packages: specs(p).map(({ name }) => dpkg(name)),
    candidates: p.state === 'absent' ? [] : specs(p).map((spec) => aptCandidate(candidateOf(p, spec))),
    lists: aptLists(validSeconds(p)),
    simulation: simulationOf(p).map(({ script, reads }) => shell({ script, reads })),
    debFile: p.deb === undefined ? [] : [debFileOf(p.deb)],
    archives: archivesToClean(p),
  }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found): Step[] => [
    {
      kind: 'run',
      script: renderAptGet(settingsOf(p, s), commands(p, s)),
      shownAs: shownAs(p, s),
    },
  ],
  predict: (p, s: Found) => predict(p, s),
  writes: (p) => ({
    keys: [
      'apt:lists',
      'packages:',
      ...(isClean(p) ? [ARCHIVES] : []),
      ...specs(p).map(({ name }) => `package:${name}`),
    ],
    unlistedEffects: isBare(p)
      ? undefined
      : p.state === 'absent' || p.autoremove || p.upgrade !== 'no'
        ? 'anything'
        : 'creates',
  }),
  result: (p, s: Found) => ({
    cache_updated: s.lists === 'fresh',
    versions: Object.fromEntries(
      found(p, s).flatMap(({ spec, dpkg: { version } }) => (version === undefined ? [] : [[spec.name, version]])),
    ),
  }),
};

export const apt = defineState(aptDefinition);

const specs = (p: Params): PackageSpec[] =>
  namesOf(p)
    .map(parsePackageSpec)
    .filter((spec) => spec !== undefined);

const isClean = (p: Params): boolean => p.clean === true || p.autoclean === true;

const candidateOf = (p: Params, spec: PackageSpec) => ({
  name: spec.name,
  release: spec.release ?? p.default_release,
  always: p.state === 'latest',
});

/** The minimum, since a shorter validity would make lists outdated at once. */
const validSeconds = (p: Params): number => Math.max(p.cache_valid_time ?? 3600, 60);

function found(p: Params, s: Found): PackageFound[] {
  return specs(p).map((spec, i) => ({
    spec,
    dpkg: s.packages[i] ?? { exists: false, status: 'absent', hold: false },
    candidate: s.candidates[i] ?? { missing: false },
  }));
}

const installs = (p: Params): boolean => p.state === 'present' || p.state === 'latest';

/** The packages to install or to change to another version. */
function wanted(p: Params, s: Found): PackageFound[] {
  if (!installs(p)) return [];
  return found(p, s)
    .filter(({ dpkg: { status } }) => !p.only_upgrade || status !== 'absent')
    .filter((one) => (p.state === 'latest' ? !isLatest(one) : !isPresent(one)));
}

const unwanted = (p: Params, s: Found): PackageFound[] =>
  p.state !== 'absent'
    ? []
    : found(p, s).filter(({ dpkg: { exists, status } }) => exists || (p.purge && status === 'config-files'));

/** Whether to fetch lists, and whether the further changes depend on the new lists. */
function listsPlan(p: Params, s: Found): { updates: boolean; forItself: boolean } {
  const forItself =
    wantsFreshLists(p) && s.lists !== 'fresh' && (isBare(p) || p.state === 'latest' || p.upgrade !== 'no');
  const toInstall = wanted(p, s);
  const needed = toInstall.length > 0 || p.deb !== undefined || p.state === 'build-dep';
  const outdated = wantsFreshLists(p) ? s.lists !== 'fresh' : s.lists === 'missing';
  // new lists may contain packages that these lack
  const unheardOf = toInstall.some(({ candidate }) => candidate.missing) && s.lists !== 'fresh';
  return { updates: forItself || (needed && (outdated || unheardOf)), forItself };
}

function diff(p: Params, s: Found): Change[] {
  const { updates, forItself } = listsPlan(p, s);
  const toInstall = wanted(p, s);
  const unknown = updates ? [] : toInstall.filter(({ candidate }) => candidate.missing).map(({ spec }) => spec.name);
  if (unknown.length > 0) {
    throw new ModuleFailure(
      `apt has no package ${unknown.join(', ')}`,
      'Check the name, or add the repository that has it with apt_repository.',
    );
  }
  if (!updates) refuseVersions(toInstall);
  if (!allowed(p).heldPackages) refuseHeld([...toInstall, ...unwanted(p, s)]);
  const after = p.state === 'latest' ? 'latest' : 'present';
  return [
    ...(forItself ? [{ attribute: 'package lists', before: s.lists, after: 'fresh' }] : []),
    ...toInstall.map(({ spec, dpkg: { status, version }, candidate }) => ({
      attribute: spec.name,
      before: version ?? status,
      after: spec.version ?? after,
      note: spec.version === undefined && !updates ? candidate.version : undefined,
    })),
    ...(forItself && p.state === 'latest' ? mayUpgrade(p, s) : []),
    ...unwanted(p, s).map(({ spec, dpkg: { status, version } }) => ({
      attribute: spec.name,
      before: version ?? status,
      after: 'absent',
    })),
    ...s.simulation.flatMap((answer) => parseSimulation(answer)),
    ...s.debFile.flatMap((answer) => diffDebFile(p.deb ?? '', answer, allowed(p).downgrade)),
    ...s.archives.flatMap((answer) => diffArchives(p, answer)),
  ];
}

function refuseVersions(toInstall: readonly PackageFound[]): void {
  const [lacking] = toInstall.filter(lacksVersion);
  if (lacking)
    throw new ModuleFailure(
      `apt has no version ${lacking.spec.version} of ${lacking.spec.name}`,
      `It has ${lacking.candidate.versions?.join(', ')}.`,
    );
}

function refuseHeld(changing: readonly PackageFound[]): void {
  const held = changing.filter(({ dpkg: { exists, hold } }) => exists && hold).map(({ spec }) => spec.name);
  if (held.length > 0)
    throw new ModuleFailure(
      `${held.join(', ')} ${held.length === 1 ? 'is' : 'are'} on hold`,
      'Give allow_change_held_packages, or release it with dpkg_selections.',
    );
}

/** The packages that may have a newer version in new lists. */
const mayUpgrade = (p: Params, s: Found): Change[] =>
  found(p, s)
    .filter(isLatest)
    .map(({ spec, dpkg: { version } }) => ({
      attribute: spec.name,
      before: version ?? 'present',
      after: 'latest',
      may: true,
    }));

function settingsOf(p: Params, s: Found) {
  return {
    lockTimeoutSeconds: p.lock_timeout,
    progressTimeoutSeconds: p.progress_timeout,
    dpkgOptions: p.dpkg_options,
    updates: listsPlan(p, s).updates,
    policyRcD: p.policy_rc_d,
    options: optionsOf(p),
  };
}

function commands(p: Params, s: Found): string[][] {
  const toInstall = p.state === 'latest' && listsPlan(p, s).forItself ? specs(p) : wanted(p, s).map(({ spec }) => spec);
  const toRemove = unwanted(p, s).map(({ spec }) => spec.name);
  const only = p.only_upgrade ? ['--only-upgrade'] : [];
  return [
    ...(toInstall.length > 0 ? [['install', ...only, '--', ...toInstall.map(({ text }) => text)]] : []),
    ...(toRemove.length > 0 ? [[p.purge ? 'purge' : 'remove', '--', ...toRemove]] : []),
    ...simulationOf(p).map(({ command }) => command),
    ...(p.deb === undefined ? [] : [['install', '--', p.deb]]),
    ...cleanCommands(p),
  ];
}

function shownAs(p: Params, s: Found): string {
  const updates = listsPlan(p, s).updates ? [['update']] : [];
  return [...updates, ...commands(p, s)]
    .map((words) => `apt-get ${words.filter((word) => word !== '--').join(' ')}`)
    .join(' && ');
}

function predict(p: Params, s: Found): Prediction[] {
  const { updates } = listsPlan(p, s);
  const toInstall = new Set(wanted(p, s));
  const names = new Set([...toInstall].map(({ spec }) => spec.name));
  const removed = new Set(unwanted(p, s).map(({ spec }) => spec.name));
  const done = { exitStatus: 0, stdout: '', stderr: '' };
  return [
    ...found(p, s).map(({ spec, dpkg: before, candidate }) => ({
      query: dpkg(spec.name),
      answer: names.has(spec.name)
        ? installed(before, spec, updates ? undefined : candidate.version)
        : removed.has(spec.name)
          ? p.purge
            ? { exists: false, status: 'absent', hold: false }
            : new Unknown(`whether ${spec.name} leaves configuration`)
          : before,
    })),
    ...(p.state === 'absent'
      ? []
      : found(p, s).map(({ spec, candidate }) => ({
          query: aptCandidate(candidateOf(p, spec)),
          answer: p.state === 'latest' && !updates ? candidate : { missing: false },
        }))),
    { query: aptLists(validSeconds(p)), answer: updates ? 'fresh' : s.lists },
    ...simulationOf(p).map(({ script, reads }) => ({ query: shell({ script, reads }), answer: done })),
    ...(p.deb === undefined ? [] : [{ query: debFileOf(p.deb), answer: done }]),
    ...archivesToClean(p).map((query) => ({ query, answer: cleaned(p) })),
  ];
}

function installed(before: DpkgAnswer, spec: PackageSpec, candidate: string | undefined): DpkgAnswer {
  const exact = spec.version?.endsWith('*') ? undefined : spec.version;
  return {
    exists: true,
    status: 'installed',
    hold: before.hold,
    version: exact ?? (spec.version === undefined ? candidate : undefined),
  };
}
