import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

const params = z
  .strictObject({
    name: text().optional().describe('The package. Default: the packages of package.json in path.'),
    version: text().optional().describe('Version of the package, or a range in the notation of package.json.'),
    path: path().optional().describe('Directory of the project.'),
    global: bool().default(false).describe('Install the package globally, for all users of the host.'),
    state: z.enum(['present', 'latest', 'absent']).default('present').describe('latest also upgrades.'),
    production: bool().default(false).describe('Skip development dependencies.'),
    ci: bool().default(false).describe('Install exactly the versions of package-lock.json (npm ci).'),
    registry: text().optional().describe('URL of the registry.'),
    ignore_scripts: bool().default(false).describe('Do not run scripts of packages.'),
    no_optional: bool().default(false).describe('Skip optional dependencies.'),
    no_bin_links: bool().default(false).describe('Do not create links to programs.'),
    force: bool().default(false).describe('Pass --force to npm.'),
    executable: text().optional().describe('The npm program: a path, or a name in PATH.'),
  })
  .refine((p) => p.global || p.path !== undefined, { path: ['path'], message: 'is needed without global' })
  .refine((p) => !p.global || p.name !== undefined, { path: ['name'], message: 'is needed with global' })
  .refine((p) => p.version === undefined || p.name !== undefined, { path: ['version'], message: 'needs name' });

type Params = z.output<typeof params>;

/** Manages packages of Node.js. */
export const npm = defineProbed({
  name: 'npm',
  summary: 'Installs, upgrades and removes Node.js packages with npm.',
  params,
  notTaken: { unsafe_perm: leftOut('npm has no such setting any more.') },
  examples: ['- npm:\n    name: pm2\n    global: yes\n', '- npm:\n    path: /opt/app\n    ci: yes\n'],
  returns: { name: 'The package.' },
  probe,
  opens: ({ path }) => (path === undefined ? [] : [`${path}/package.json`, `${path}/package-lock.json`]),
  reads: (p) => ['npm:', 'package:npm', 'package:nodejs', ...(p.path === undefined ? [] : [`tree:${p.path}`])],
  directories: (p) => (p.path === undefined ? [] : [p.path]),
  plan,
  writes: () => ({ keys: ['npm:'], unlistedEffects: 'creates' }),
  result: ({ name, version }) => ({ name: name ?? null, version: version ?? null }),
});

const programOf = (p: Params): string => quote(p.executable ?? 'npm');

/** The registry is passed in the environment: its URL may contain credentials, and every user can read command lines. */
const npmOf = (p: Params): string =>
  `${p.registry === undefined ? '' : `npm_config_registry=${quote(p.registry)} `}${programOf(p)}`;

/** npm exits with an error if a package is missing, so only its output is evaluated. */
function probe(p: Params): string {
  const where = p.global ? '--global' : '';
  return [
    `command -v ${programOf(p)} >/dev/null || exit 127`,
    ...(p.path === undefined ? [] : [`[ -d ${quote(p.path)} ] || exit 4`, `cd -- ${quote(p.path)} || exit 4`]),
    `{ ${npmOf(p)} ls --json --long=false --depth=0 ${where} 2>/dev/null || :; } | grep -v '"resolved":'`,
    ...(p.state === 'latest' && p.name !== undefined
      ? ['echo ---', `${npmOf(p)} view ${quote(p.name)} version || exit 5`]
      : []),
  ].join('\n');
}

interface Listed {
  readonly dependencies?: Readonly<
    Record<string, { readonly version?: string; readonly missing?: boolean; readonly invalid?: unknown }>
  >;
}

function plan(p: Params, found: ShellAnswer): ProbedPlan {
  if (found.exitStatus === 127)
    throw new ModuleFailure('npm is not installed on the host', 'Install the package npm or nodejs.');
  if (found.exitStatus === 4)
    throw new ModuleFailure(`${p.path ?? ''} is not a directory`, 'Create it first, with file and state: directory.');
  if (found.exitStatus === 5)
    throw new ModuleFailure(`the registry cannot be queried for ${p.name ?? ''}: ${found.stderr.split('\n')[0] ?? ''}`);
  const [json = '', newest = ''] = found.stdout.split('---\n');
  const { dependencies = {} } = JSON.parse(json.trim() || '{}') as Listed;
  const changes =
    p.name === undefined
      ? changesOfProject(dependencies)
      : changesOfPackage(p, dependencies[p.name]?.version, newest.trim());
  if (changes.length === 0) return CONVERGED;
  return {
    changes,
    steps: [
      {
        kind: 'run',
        script: render(p),
        timeoutSeconds: 1800,
        shownAs: `npm ${p.state === 'absent' ? 'uninstall' : 'install'}`,
      },
    ],
    after: new Unknown('versions of the packages'),
  };
}

const changesOfProject = (dependencies: NonNullable<Listed['dependencies']>): Change[] =>
  Object.entries(dependencies)
    .filter(([, { missing, invalid }]) => missing === true || invalid !== undefined)
    .map(([name, { version }]) => ({ attribute: name, before: version ?? 'absent', after: 'present' }));

function changesOfPackage(p: Params, before: string | undefined, newest: string): Change[] {
  const attribute = p.name ?? '';
  if (p.state === 'absent') return before === undefined ? [] : [{ attribute, before, after: 'absent' }];
  const isExact = /^\d+\.\d+\.\d+/.test(p.version ?? '');
  const wanted = p.state === 'latest' ? newest : isExact ? p.version : undefined;
  if (before !== undefined && (wanted === undefined || before === wanted)) return [];
  return [{ attribute, before: before ?? 'absent', after: wanted ?? p.version ?? 'present' }];
}

function render(p: Params): string {
  const spec =
    p.name === undefined
      ? []
      : [`${p.name}${p.state === 'latest' ? '@latest' : p.version === undefined ? '' : `@${p.version}`}`];
  const words = [
    p.state === 'absent' ? 'uninstall' : p.ci ? 'ci' : 'install',
    ...(p.global ? ['--global'] : []),
    ...(p.production ? ['--omit=dev'] : []),
    ...(p.no_optional ? ['--omit=optional'] : []),
    ...(p.ignore_scripts ? ['--ignore-scripts'] : []),
    ...(p.no_bin_links ? ['--no-bin-links'] : []),
    ...(p.force ? ['--force'] : []),
    ...(p.state === 'absent' && p.name !== undefined ? [p.name] : spec),
  ];
  const cd = p.path === undefined ? '' : `cd -- ${quote(p.path)} && `;
  return `${cd}${npmOf(p)} --no-audit --no-fund --no-progress ${quoteAll(words)}`;
}
