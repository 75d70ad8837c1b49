import { posix } from 'node:path';
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
      .describe('Packages to install, with optional versions: requests, requests==2.28.1, requests>=2,<3.'),
    version: text().optional().describe('Version of the package, if name has one package.'),
    requirements: text().optional().describe('Requirements file on the host.'),
    state: z
      .enum(['present', 'latest', 'absent', 'forcereinstall'])
      .default('present')
      .describe('latest also upgrades; forcereinstall reinstalls on every run.'),
    virtualenv: path().optional().describe('Virtual environment for the packages. It is created if it does not exist.'),
    virtualenv_command: text().default('python3 -m venv').describe('Command that creates a new virtual environment.'),
    virtualenv_python: text()
      .optional()
      .describe('Python of a new virtual environment. The virtualenv_command must support the option -p.'),
    virtualenv_site_packages: bool()
      .default(false)
      .describe("Give a new virtual environment access to the system's packages."),
    executable: text().optional().describe('Name or path of the pip program. Default: pip3.'),
    extra_args: text().default('').describe('Additional options of pip, such as --break-system-packages.'),
    editable: bool().default(false).describe('Install in editable mode (pip install -e).'),
    chdir: path().optional().describe('Directory to run pip in.'),
    umask: text()
      .pipe(z.string().regex(/^0?[0-7]{3}$/, 'must be octal digits'))
      .optional()
      .describe('umask for new files, in octal digits.'),
  })
  .refine(
    (p) => p.name.length > 0 || p.requirements !== undefined || p.virtualenv !== undefined,
    'pip needs name, requirements or virtualenv',
  )
  .refine((p) => p.version === undefined || p.name.length === 1, {
    path: ['version'],
    message: 'requires exactly one package in name',
  })
  .refine((p) => p.executable === undefined || p.virtualenv === undefined, {
    path: ['executable'],
    message: 'and virtualenv are mutually exclusive',
  });

type Params = z.output<typeof params>;

/** Splits at commas, except within a version such as `>=2,<3`. */
function splitNames(names: string): string[] {
  return names
    .split(/,(?=\s*[A-Za-z0-9_.-])/)
    .map((name) => name.trim())
    .filter(Boolean);
}

/** Manages Python packages with pip. */
export const pip = defineProbed({
  name: 'pip',
  summary: 'Installs, upgrades and removes Python packages with pip.',
  params,
  notTaken: { break_system_packages: 'Use extra_args: --break-system-packages.' },
  examples: [
    '- pip:\n    name: requests>=2,<3\n    virtualenv: /opt/app/venv\n',
    '- pip:\n    requirements: /opt/app/requirements.txt\n    virtualenv: /opt/app/venv\n',
  ],
  returns: { name: 'The packages.', requirements: 'As given.', virtualenv: 'As given.', version: 'As given.' },
  probe,
  reads: (p) => [
    keyOf(p),
    'package:python3-pip',
    ...(p.requirements === undefined ? [] : [`file:${posix.resolve(p.chdir ?? '/', p.requirements)}`]),
    ...(p.virtualenv === undefined ? [] : [`tree:${p.virtualenv}`]),
  ],
  directories: (p) => (p.chdir === undefined ? [] : [p.chdir]),
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

/** The pip command, quoted for the shell. */
const pipOf = (p: Params): string =>
  p.virtualenv === undefined ? quote(p.executable ?? 'pip3') : quote(`${p.virtualenv}/bin/pip`);

/** Prints the installed packages, one `name==version` a line; then the requirements; then, for latest, the outdated packages. */
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
  /** The package as it is passed to pip. */
  readonly text: string;
}

function plan(p: Params, found: ShellAnswer, { isRecheck }: { readonly isRecheck?: boolean | undefined }): ProbedPlan {
  if (found.exitStatus === 127)
    throw new ModuleFailure('pip is not installed on the host', 'Install the package python3-pip.');
  if (found.exitStatus === 4)
    throw new ModuleFailure(`${p.chdir ?? p.requirements ?? ''} cannot be read: ${found.stderr}`);
  if (found.exitStatus > 4) throw new ModuleFailure(`pip cannot list the installed packages: ${found.stderr}`);
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

/** For a path, a URL or a nested requirements file, only pip can tell whether it is installed, so pip runs each time. */
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

/** The names with the version, as they are passed to pip. */
const namesOf = (p: Params): string[] =>
  p.name.map((name) => `${name}${p.version === undefined ? '' : `==${p.version}`}`);

/** Requirement lines for URLs that may contain credentials; pip reads them on stdin. */
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
