import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import { splitWords } from '../command/split-words.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { isPublicAddress } from '../http/download-script.ts';
import { hideAddresses } from './pip-addresses.ts';
import { satisfies } from './version-spec.ts';

const params = z
  .strictObject({
    name: z
      .preprocess((value) => (typeof value === 'string' ? splitNames(value) : value), z.array(text()))
      .default([])
      .describe('Packages: requests, requests==2.28.1, requests>=2,<3.'),
    version: text().optional().describe('Version of the one package.'),
    requirements: text().optional().describe('File of the host that lists packages.'),
    state: z
      .enum(['present', 'latest', 'absent', 'forcereinstall'])
      .default('present')
      .describe('latest upgrades too; forcereinstall installs each time.'),
    virtualenv: path().optional().describe('The environment that they go into; it is made where there is none.'),
    virtualenv_command: text().default('python3 -m venv').describe('What makes the environment.'),
    virtualenv_python: text()
      .optional()
      .describe('Python of a new environment; for a virtualenv_command that takes -p.'),
    virtualenv_site_packages: bool().default(false).describe('A new environment sees the packages of the system.'),
    executable: text().optional().describe('The pip to use: pip3.'),
    extra_args: text().default('').describe('More options of pip: --break-system-packages.'),
    editable: bool().default(false).describe('Install a directory so that it can be edited.'),
    chdir: path().optional().describe('Directory to run in.'),
    umask: text()
      .pipe(z.string().regex(/^0?[0-7]{3}$/, 'must be octal digits'))
      .optional()
      .describe('What is taken away from the permissions of new files.'),
  })
  .refine(
    (p) => p.name.length > 0 || p.requirements !== undefined || p.virtualenv !== undefined,
    'pip needs name, requirements or virtualenv',
  )
  .refine((p) => p.version === undefined || p.name.length === 1, { path: ['version'], message: 'is for one package' })
  .refine((p) => p.executable === undefined || p.virtualenv === undefined, {
    path: ['executable'],
    message: "and virtualenv can't be given together",
  });

type Params = z.output<typeof params>;

/** A comma within `>=2,<3` does not end a package. */
function splitNames(names: string): string[] {
  return names
    .split(/,(?=\s*[A-Za-z0-9_.-])/)
    .map((name) => name.trim())
    .filter(Boolean);
}

/** Packages of Python. */
export const pip = defineProbed({
  name: 'pip',
  summary: 'Installs, upgrades and removes packages of Python with pip.',
  params,
  notTaken: { break_system_packages: 'Give extra_args: --break-system-packages.' },
  examples: [
    '- pip:\n    name: requests>=2,<3\n    virtualenv: /opt/app/venv\n',
    '- pip:\n    requirements: /opt/app/requirements.txt\n    virtualenv: /opt/app/venv\n',
  ],
  returns: { name: 'The packages.', requirements: 'As given.', virtualenv: 'As given.', version: 'As given.' },
  probe,
  reads: (p) => [
    keyOf(p),
    'package:python3-pip',
    ...(p.requirements === undefined ? [] : [`file:${p.requirements}`]),
    ...(p.virtualenv === undefined ? [] : [`tree:${p.virtualenv}`]),
  ],
  plan,
  writes: (p) => ({ keys: [keyOf(p)], unlistedEffects: 'creates' }),
  result: ({ name, requirements, virtualenv, version }) => ({
    name,
    requirements: requirements ?? null,
    virtualenv: virtualenv ?? null,
    version: version ?? null,
  }),
});

const keyOf = (p: Params): string => `pip:${p.virtualenv ?? p.executable ?? ''}`;

/** As words of the shell. */
const pipOf = (p: Params): string =>
  p.virtualenv === undefined ? quote(p.executable ?? 'pip3') : quote(`${p.virtualenv}/bin/pip`);

/** What is installed, one `name==version` a line; then the requirements; then, for latest, what is out of date. */
function probe(p: Params): string {
  const quiet = '--disable-pip-version-check';
  const extra = hideAddresses(splitWords(p.extra_args).filter((word) => word !== '--break-system-packages'));
  return [
    p.virtualenv === undefined ? '' : `[ -x ${pipOf(p)} ] || exit 3`,
    `command -v ${pipOf(p)} >/dev/null || exit 127`,
    p.chdir === undefined ? '' : `cd -- ${quote(p.chdir)} || exit 4`,
    `${pipOf(p)} ${quiet} list --format=freeze 2>/dev/null || exit 5`,
    'echo ---',
    p.requirements === undefined ? '' : `cat -- ${quote(p.requirements)} || exit 4`,
    ...(p.state === 'latest'
      ? [
          'echo ---',
          `${extra.environment}${pipOf(p)} ${quiet} list --outdated --format=json ${quoteAll(extra.words)} 2>/dev/null || exit 6`,
        ]
      : []),
  ]
    .filter(Boolean)
    .join('\n');
}

interface Wanted {
  readonly name: string;
  readonly spec: string;
  /** As pip is told. */
  readonly text: string;
}

function plan(p: Params, found: ShellAnswer, { isRecheck }: { readonly isRecheck?: boolean | undefined }): ProbedPlan {
  if (found.exitStatus === 127)
    throw new ModuleFailure('pip is not installed on the host', 'The package python3-pip has it.');
  if (found.exitStatus === 4)
    throw new ModuleFailure(`${p.chdir ?? p.requirements ?? ''} cannot be read: ${found.stderr}`);
  if (found.exitStatus > 4) throw new ModuleFailure(`pip cannot tell what is installed: ${found.stderr}`);
  const isNew = found.exitStatus === 3;
  const [installed = '', requirements = '', outdated = '[]'] = found.stdout.split('---\n');
  const versions = parseInstalled(isNew ? '' : installed);
  const asked = [
    ...p.name.map((name) => parseWanted(`${name}${p.version === undefined ? '' : `==${p.version}`}`)),
    ...parseRequirements(requirements),
  ];
  const stale = new Set((JSON.parse(outdated || '[]') as { name: string }[]).map(({ name }) => canonical(name)));
  const changes = asked.flatMap((one) => changeOf(p, one, { versions, stale, isRecheck: isRecheck ?? false }));
  if (changes.length === 0 && !isNew) return CONVERGED;
  return {
    changes: [...(isNew ? [{ attribute: 'virtualenv', before: null, after: p.virtualenv }] : []), ...changes],
    steps: [
      {
        kind: 'run',
        script: render(p, isNew),
        stdin: hiddenNames(p),
        timeoutSeconds: 1800,
        shownAs: `pip ${p.state === 'absent' ? 'uninstall' : 'install'}`,
      },
    ],
    after: new Unknown('versions of the packages'),
  };
}

const canonical = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

const parseInstalled = (stdout: string): Map<string, string> =>
  new Map(
    stdout.split('\n').flatMap((line) => {
      const [name = '', version] = line.split('==');
      return version === undefined ? [] : [[canonical(name), version] as const];
    }),
  );

function parseWanted(written: string): Wanted {
  const [, name = written, spec = ''] =
    /^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?[^;]*)?)/.exec(written) ?? [];
  const isPath = /[/\\]|^git\+|\.(whl|tar\.gz|zip)$/.test(written);
  return { name: isPath ? '' : canonical(name), spec: spec.trim(), text: written };
}

const parseRequirements = (content: string): Wanted[] =>
  content
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '' && !/^(-i|--)/.test(line))
    .map((line) => parseWanted(line));

interface Seen {
  readonly versions: ReadonlyMap<string, string>;
  readonly stale: ReadonlySet<string>;
  readonly isRecheck: boolean;
}

/** Of a path, an address or a file of further requirements only pip knows whether it is installed: it is asked each time. */
function changeOf(p: Params, { name, spec, text: written }: Wanted, { versions, stale, isRecheck }: Seen): Change[] {
  const version = versions.get(name);
  if (p.state === 'absent') return version === undefined ? [] : [{ attribute: name, before: version, after: 'absent' }];
  if (name === '' || written.startsWith('-'))
    return isRecheck ? [] : [{ attribute: written, before: null, after: 'present', may: true }];
  const isForced = p.state === 'forcereinstall' && !isRecheck;
  const fits = version !== undefined && (spec === '' || satisfies(version, spec) !== false);
  if (fits && !isForced && !(p.state === 'latest' && stale.has(name))) return [];
  return [{ attribute: name, before: version ?? 'absent', after: p.state === 'latest' ? 'latest' : spec || 'present' }];
}

/** The names as pip is told, with the version. */
const namesOf = (p: Params): string[] =>
  p.name.map((name) => `${name}${p.version === undefined ? '' : `==${p.version}`}`);

/** Lines of requirements: addresses that may hold a login, which pip reads on stdin. */
const hiddenNames = (p: Params): string =>
  namesOf(p)
    .filter((name) => !isPublicAddress(name))
    .map((name) => `${p.editable ? '-e ' : ''}${name}\n`)
    .join('');

function render(p: Params, isNew: boolean): string {
  const extra = hideAddresses(splitWords(p.extra_args));
  const words = [
    ...(p.state === 'latest' ? ['--upgrade'] : []),
    ...(p.state === 'forcereinstall' ? ['--upgrade', '--force-reinstall'] : []),
    ...extra.words,
    ...(p.requirements === undefined ? [] : ['-r', p.requirements]),
    ...(hiddenNames(p) === '' ? [] : ['-r', '/dev/stdin']),
    ...namesOf(p)
      .filter(isPublicAddress)
      .flatMap((name) => [...(p.editable ? ['-e'] : []), name]),
  ];
  const names = p.name.length > 0 || p.requirements !== undefined;
  const verb = p.state === 'absent' ? ['uninstall', '-y'] : ['install'];
  return [
    'set -e',
    ...(p.umask === undefined ? [] : [`umask ${p.umask}`]),
    ...(p.chdir === undefined ? [] : [`cd -- ${quote(p.chdir)}`]),
    ...(isNew ? [renderEnvironment(p)] : []),
    ...(names
      ? [
          `${extra.environment}${pipOf(p)} --disable-pip-version-check --no-input ${quoteAll([...verb, ...words])} >/dev/null`,
        ]
      : []),
  ].join('\n');
}

const renderEnvironment = (p: Params): string =>
  quoteAll([
    ...splitWords(p.virtualenv_command),
    ...(p.virtualenv_site_packages ? ['--system-site-packages'] : []),
    ...(p.virtualenv_python === undefined ? [] : ['-p', p.virtualenv_python]),
    p.virtualenv ?? '',
  ]);
