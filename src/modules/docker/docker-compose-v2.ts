import { posix } from 'node:path';
import * as z from 'zod';
import { ownWay } from '../../module-api/at-place.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { bool, integer, mapping, path, text, textList } from '../../module-api/params.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { changesOf } from './compose-events.ts';
import { DOCKER_NOT_TAKEN } from './define-docker.ts';
import { docker, dockerLogin } from './docker-command.ts';

const params = z.strictObject({
  project_src: path().describe('The directory of the project, with its compose.yaml.'),
  project_name: text().optional().describe('Name of the project. Default: the name of the directory.'),
  files: textList().default([]).describe('Compose files, relative to project_src.'),
  env_files: textList().default([]).describe('Files with variables for the compose files.'),
  profiles: textList().default([]).describe('Profiles that are enabled.'),
  services: textList().default([]).describe('The services that are meant. Default: all.'),
  state: z
    .enum(['present', 'stopped', 'restarted', 'absent'])
    .default('present')
    .describe('Whether containers run, exist but do not run, are restarted at every run, or do not exist.'),
  pull: z.enum(['policy', 'missing', 'never']).default('policy').describe('When images are pulled.'),
  build: z.enum(['policy', 'never']).default('policy').describe('When images are built.'),
  recreate: z.enum(['auto', 'never']).default('auto').describe('Whether containers that differ are recreated.'),
  dependencies: bool().default(true).describe('Start the services that the named ones depend on.'),
  remove_orphans: bool().default(false).describe('Remove containers of services that are not in the compose files.'),
  remove_images: z.enum(['all', 'local']).optional().describe('With absent: remove images too.'),
  remove_volumes: bool().default(false).describe('With absent: remove volumes too.'),
  scale: mapping(integer()).default({}).describe('Number of containers by service.'),
  timeout: integer().pipe(z.int().min(0)).optional().describe('Seconds that a container has to stop.'),
  wait: bool().default(false).describe('Wait until the containers run, and are healthy.'),
  wait_timeout: integer().pipe(z.int().min(1)).optional().describe('Seconds to wait at most.'),
  ...dockerLogin,
});

type Params = z.output<typeof params>;

/** Manages Docker Compose projects. Changes are predicted by the dry run of docker compose. */
export const dockerComposeV2 = defineProbed({
  name: 'docker_compose_v2',
  summary: 'Starts, stops and removes the containers of a Docker Compose project.',
  params,
  aliases: { docker_url: 'docker_host' },
  notTaken: {
    ...Object.fromEntries(Object.entries(DOCKER_NOT_TAKEN).filter(([name]) => name !== 'timeout')),
    definition: 'Write the compose file with copy or template, and name its directory in project_src.',
    'pull=always': 'Run docker compose pull in a command.',
    'build=always': 'Run docker compose build in a command.',
    'recreate=always': 'Run docker compose up --detach --force-recreate in a command.',
    check_files_existing: leftOut('docker compose reports missing files.'),
    'assume_yes=false': leftOut('no questions are asked.'),
    assume_yes: 'Remove the volume first, in a command.',
    ignore_build_events: leftOut('a build is a change.'),
  },
  examples: [
    '- docker_compose_v2:\n    project_src: /srv/app\n    remove_orphans: yes\n',
    '- docker_compose_v2:\n    project_src: /srv/old\n    state: absent\n',
  ],
  returns: { project_src: 'The directory.' },
  probe: (p) =>
    [
      'command -v docker >/dev/null || exit 127',
      `${docker(p, ['compose', 'version'])} >/dev/null 2>&1 || exit 126`,
      `exec 2>&1`,
      commands(p, true).join(' &&\n'),
    ].join('\n'),
  opens: ({ project_src, files }) =>
    (files.length > 0 ? files : DEFAULT_FILES).map((name) => posix.resolve(project_src, name)),
  plan,
  writes: () => ({ keys: [], unlistedEffects: 'anything' }),
  result: (p) => ({ project_src: p.project_src }),
});

/** The names that docker compose looks for. */
const DEFAULT_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

function plan(p: Params, answer: ShellAnswer): ProbedPlan {
  refuse(answer);
  const changes = changesOf(answer.stdout);
  if (changes.length === 0) return CONVERGED;
  const script = [ownWay(p.project_src), ...commands(p, false)].join(' &&\n');
  return {
    changes,
    steps: [{ kind: 'run', script, timeoutSeconds: 1800 }],
    after: new Unknown(`the project ${p.project_src}`),
  };
}

function refuse({ exitStatus, stdout }: ShellAnswer): void {
  if (exitStatus === 0) return;
  if (exitStatus === 127 || exitStatus === 126)
    throw new ModuleFailure(
      `docker${exitStatus === 126 ? ' compose' : ''} is not installed on the host`,
      'Install the packages docker.io and docker-compose-plugin or docker-compose-v2.',
    );
  if (stdout.includes('unknown flag: --dry-run'))
    throw new ModuleFailure('docker compose of the host is older than 2.18, which has no dry run');
  throw new ModuleFailure(stdout.trimEnd().split('\n').at(-1) ?? 'docker compose failed');
}

/** The commands, in the order in which they run. */
function commands(p: Params, isDry: boolean): string[] {
  const of = (words: readonly string[]): string => docker(p, [...compose(p, isDry), ...words]);
  const services = p.services.length > 0 ? ['--', ...p.services] : [];
  const patience = p.timeout === undefined ? [] : [`--timeout=${p.timeout}`];
  switch (p.state) {
    case 'absent':
      return [of(['down', ...patience, ...removals(p), ...services])];
    case 'stopped':
      return [of(['up', '--no-start', ...upOptions(p), ...services]), of(['stop', ...patience, ...services])];
    case 'restarted':
      return [of(upWords(p, services)), of(['restart', ...patience, ...services])];
    case 'present':
      return [of(upWords(p, services))];
  }
}

const compose = (p: Params, isDry: boolean): string[] => [
  'compose',
  '--ansi=never',
  '--progress=plain',
  `--project-directory=${p.project_src}`,
  ...(p.project_name === undefined ? [] : [`--project-name=${p.project_name}`]),
  ...p.files.map((file) => `--file=${file.startsWith('/') ? file : `${p.project_src}/${file}`}`),
  ...p.env_files.map((file) => `--env-file=${file.startsWith('/') ? file : `${p.project_src}/${file}`}`),
  ...p.profiles.map((profile) => `--profile=${profile}`),
  ...(isDry ? ['--dry-run'] : []),
];

const upWords = (p: Params, services: readonly string[]): string[] => [
  'up',
  '--detach',
  ...upOptions(p),
  ...(p.timeout === undefined ? [] : [`--timeout=${p.timeout}`]),
  ...(p.wait ? ['--wait'] : []),
  ...(p.wait && p.wait_timeout !== undefined ? [`--wait-timeout=${p.wait_timeout}`] : []),
  ...services,
];

const upOptions = (p: Params): string[] => [
  ...(p.pull === 'policy' ? [] : [`--pull=${p.pull}`]),
  ...(p.build === 'never' ? ['--no-build'] : []),
  ...(p.recreate === 'never' ? ['--no-recreate'] : []),
  ...(p.dependencies ? [] : ['--no-deps']),
  ...(p.remove_orphans ? ['--remove-orphans'] : []),
  ...Object.entries(p.scale).map(([service, count]) => `--scale=${service}=${count}`),
];

const removals = (p: Params): string[] => [
  ...(p.remove_images === undefined ? [] : [`--rmi=${p.remove_images}`]),
  ...(p.remove_volumes ? ['--volumes'] : []),
  ...(p.remove_orphans ? ['--remove-orphans'] : []),
];
