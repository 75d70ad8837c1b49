import type { Change, ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { ownWay } from '../../module-api/at-place.ts';
import { leftOut, notTakenFor } from '../../module-api/not-taken.ts';
import type { RunStep } from '../../module-api/step.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import type { Inspected } from './container-option.ts';
import { commandOf, optionsOf } from './container-options.ts';
import type { ContainerParams } from './container-params.ts';
import { containerParams } from './container-params.ts';
import type { DockerFound } from './define-docker.ts';
import { defineDocker, NOTHING_FOUND } from './define-docker.ts';
import { docker } from './docker-command.ts';
import { dockerKey, ownedObject } from './docker-identity.ts';
import { isSameImage, pullImage, SAY_SAME } from './pull-image.ts';

/** Manages Docker containers. */
export const dockerContainer = defineDocker({
  name: 'docker_container',
  summary:
    'Creates, starts, stops and removes Docker containers; a container that differs from the task is re-created.',
  params: containerParams,
  aliases: { ports: 'published_ports', forcekill: 'force_kill' },
  notTaken: {
    pull_check_mode_behavior: leftOut('with pull: always, a dry run says that the image may change.'),
    'detach=true': leftOut('provision does not wait for a container to end.'),
    detach: 'Run docker run --rm in a command.',
    'output_logs=false': leftOut('provision does not wait for a container to end.'),
    'cleanup=false': leftOut('provision does not wait for a container to end.'),
    ...notTakenFor(['output_logs', 'cleanup'], 'Run docker run --rm in a command.'),
    'networks_cli_compatible=true': leftOut('the docker command is used.'),
    networks_cli_compatible: 'The docker command is used.',
    'purge_networks=false': leftOut('its other networks are kept.'),
    purge_networks: 'Run the task once with recreate.',
    'command_handling=correct': leftOut('a command is split as a shell splits it.'),
    'container_default_behavior=no_defaults': leftOut('the defaults of docker apply to parameters that are not given.'),
    'image_name_mismatch=ignore': leftOut('images are compared by their contents.'),
    'image_label_mismatch=ignore': leftOut('labels are compared only if they are given.'),
    ...notTakenFor(
      ['comparisons', 'ignore_image', 'image_comparison', 'command_handling', 'container_default_behavior'],
      'Only parameters of the task are compared; give only those that matter.',
    ),
    env_file: 'Give env: `<%= file("app.env") %>` reads a file of the controller.',
    exposed_ports: 'Give published_ports; other containers of its networks reach every port.',
    'paused=false': leftOut('it is not paused.'),
    paused: 'Run docker pause in a command.',
    ...notTakenFor(['mounts', 'storage_opts'], 'Run docker run in a command with a guard.'),
  },
  examples: [
    '- docker_container:\n    name: web\n    image: nginx:1.27\n    published_ports: ["8080:80"]\n    volumes: [/srv/www:/usr/share/nginx/html:ro]\n    restart_policy: unless-stopped\n',
    '- docker_container:\n    name: old\n    state: absent\n',
  ],
  returns: { container: 'The output of docker inspect; null if it does not exist.' },
  kind: 'container',
  nameOf: (p) => p.name,
  absent: null,
  ask: (p) =>
    p.image === undefined
      ? []
      : [`${docker(p, ['image', 'inspect', '--format', '{{.Id}}', p.image])} 2>/dev/null || :`],
  reads: (p) => [
    ...(p.image === undefined ? [] : [dockerKey('image', p, p.image)]),
    ...(p.networks ?? []).map((network) => dockerKey('network', p, network.name)),
    'unit:docker.service',
  ],
  plan,
  writes: (p) => ({
    keys: [
      dockerKey('container', p, p.name),
      ...(p.image === undefined || p.pull === 'never' ? [] : [dockerKey('image', p, p.image)]),
    ],
    unlistedEffects: 'creates',
  }),
  owns: (p) => (p.state === 'absent' ? [] : [ownedObject('container', p, p.name)]),
});

interface Found {
  readonly container: Inspected | undefined;
  /** ID of the requested image; empty if the host does not have it. */
  readonly imageId: string;
}

function plan(p: ContainerParams, answer: DockerFound, context: ModuleContext): ProbedPlan {
  const found = { container: answer.found as Inspected | undefined, imageId: answer.asked.trim() };
  if (p.state === 'absent') return found.container ? removed(p, found.container) : CONVERGED;
  const differing = found.container ? differences(p, { ...found, container: found.container }) : [];
  const { container } = found;
  if (!container || differing.length > 0 || (p.recreate && context.isRecheck !== true))
    return made(p, found, differing);
  const rest = settled(p, container, context);
  return p.pull === 'always' && p.image !== undefined && context.isRecheck !== true
    ? refreshed({ ...p, image: p.image }, container, rest)
    : rest;
}

/** The plan for a container that matches: whether its image has changed only a pull shows. */
function refreshed(
  p: ContainerParams & { readonly image: string },
  container: Inspected,
  rest: ProbedPlan,
): ProbedPlan {
  const otherwise = rest.steps.flatMap((step) => (step.kind === 'run' ? [step.script] : []));
  const creation = creationOf(p, true);
  const script = [
    `${pullImage(p, p.image)} &&`,
    `if ${isSameImage(p, p.image, container.Image)}; then`,
    ...(otherwise.length === 0 ? [SAY_SAME] : otherwise),
    'else',
    creation.script,
    'fi',
  ].join('\n');
  const newer = { attribute: 'image', before: container.Image, after: `pulled as ${p.image}`, may: true };
  return {
    changes: [newer, ...rest.changes],
    steps: [{ ...creation, script }],
    after: new Unknown(`the container ${p.name}`),
  };
}

const removal = (p: ContainerParams): string =>
  docker(p, ['container', 'rm', '--force', ...(p.keep_volumes ? [] : ['--volumes']), p.name]);

const removed = (p: ContainerParams, { State: state }: Inspected): ProbedPlan => ({
  changes: [{ attribute: 'container', before: state.Running ? 'started' : 'stopped', after: 'absent' }],
  steps: [{ kind: 'run', script: removal(p) }],
  after: NOTHING_FOUND,
});

function differences(p: ContainerParams, { container, imageId }: Found & { readonly container: Inspected }): Change[] {
  const compared = optionsOf(p).map(({ attribute, wanted, found }) => ({
    attribute,
    before: found(container),
    after: wanted,
  }));
  const all = [
    ...(p.image === undefined ? [] : [{ attribute: 'image', before: container.Image, after: imageId || p.image }]),
    ...programOf(p, container),
    ...compared,
  ];
  return [
    ...all.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after)),
    ...environment(p, container),
  ];
}

/** Only the first word of the entrypoint is kept as such; the other words are stored with those of the command. */
function programOf(p: ContainerParams, { Config: config }: Inspected): Change[] {
  const command = commandOf(p);
  if (p.entrypoint === undefined)
    return command === undefined ? [] : [{ attribute: 'command', before: config['Cmd'], after: command }];
  const before = [config['Entrypoint'], config['Cmd']].flatMap((words) => (words ?? []) as string[]);
  return [{ attribute: 'entrypoint', before, after: [...p.entrypoint, ...(command ?? [])] }];
}

/** Other variables of the image are kept. Values are not shown. */
function environment({ env = {} }: ContainerParams, { Config: config }: Inspected): Change[] {
  const found = new Set((config['Env'] ?? []) as string[]);
  return Object.entries(env)
    .filter(([name, value]) => !found.has(`${name}=${value}`))
    .map(([name, value]) => ({ attribute: `env ${name}`, before: null, after: value, secret: true }));
}

function made(p: ContainerParams, { container, imageId }: Found, differing: readonly Change[]): ProbedPlan {
  if (p.image === undefined)
    throw new ModuleFailure(
      container ? `${p.name} must be re-created, but the task has no image` : `there is no container ${p.name}`,
      'Give image.',
    );
  if (p.pull === 'never' && imageId === '')
    throw new ModuleFailure(
      `there is no image ${p.image} on the host`,
      'Load it or build it first, or let pull be missing.',
    );
  const before = container ? 'present' : 'absent';
  const changes = differing.length > 0 ? differing : [{ attribute: 'container', before, after: p.state }];
  const creation = creationOf(p, container !== undefined);
  const pull = p.pull === 'always' ? `${pullImage(p, p.image)} &&\n` : '';
  const step = { ...creation, script: `${pull}${creation.script}` };
  return { changes, steps: [step], after: new Unknown(`the container ${p.name}`) };
}

/** The environment may contain secrets, so it is passed on stdin. */
function creationOf(p: ContainerParams, isThere: boolean): RunStep {
  const [first, ...others] = p.networks ?? [];
  const words = [
    'container',
    'create',
    `--name=${p.name}`,
    ...(p.env === undefined ? [] : ['--env-file=/dev/stdin']),
    ...optionsOf(p).flatMap((option) => option.words),
    ...(first ? [`--network=${first.name}`, ...networkWords(first, '--network-alias')] : []),
    ...entryWords(p),
  ];
  const script = [
    ...directoriesOf(p).map(ownWay),
    ...(isThere ? [removal(p)] : []),
    `${docker(p, words)} >/dev/null`,
    ...others.map((network) => connect(p, network)),
    ...(p.state === 'started' ? [docker(p, ['container', 'start', p.name])] : []),
  ].join(' &&\n');
  const lines = Object.entries(p.env ?? {}).map(([name, value]) => `${name}=${value}\n`);
  return { kind: 'run', script, stdin: lines.join(''), shownAs: `docker create ${p.name}`, timeoutSeconds: 1800 };
}

/** Directories of the host, which docker creates if they are missing. */
const directoriesOf = ({ volumes = [] }: ContainerParams): string[] =>
  volumes.filter((volume) => /^\/.*:/.test(volume)).map((volume) => volume.replace(/:.*$/, ''));

/** docker accepts one word for the entrypoint: the other words are passed before the command. */
function entryWords(p: ContainerParams): string[] {
  const [program, ...rest] = p.entrypoint ?? [];
  const command = commandOf(p) ?? [];
  return [...(program === undefined ? [] : [`--entrypoint=${program}`]), p.image ?? '', ...rest, ...command];
}

type Network = NonNullable<ContainerParams['networks']>[number];

const networkWords = ({ ipv4_address: v4, ipv6_address: v6, aliases }: Network, alias: string): string[] => [
  ...(v4 === undefined ? [] : [`--ip=${v4}`]),
  ...(v6 === undefined ? [] : [`--ip6=${v6}`]),
  ...aliases.map((name) => `${alias}=${name}`),
];

const connect = (p: ContainerParams, network: Network): string =>
  docker(p, ['network', 'connect', ...networkWords(network, '--alias'), network.name, p.name]);

/** The plan for a container whose configuration matches: only its networks and its run state may change. */
function settled(p: ContainerParams, container: Inspected, { isRecheck }: ModuleContext): ProbedPlan {
  const missing = (p.networks ?? []).filter(
    ({ name }) => !Object.hasOwn(container.NetworkSettings.Networks ?? {}, name),
  );
  const turn = turnOf(p, container, isRecheck === true);
  const changes = [
    ...missing.map(({ name }) => ({ attribute: `network ${name}`, before: 'absent', after: 'present' })),
    ...(turn ? [{ attribute: 'state', before: turn.before, after: turn.after }] : []),
  ];
  if (changes.length === 0) return CONVERGED;
  const commands = [
    ...missing.map((network) => connect(p, network)),
    ...(turn ? [docker(p, ['container', turn.verb, p.name])] : []),
  ];
  return {
    changes,
    steps: [{ kind: 'run', script: commands.join(' &&\n') }],
    after: new Unknown(`the container ${p.name}`),
  };
}

interface Turn {
  readonly before: string;
  readonly after: string;
  readonly verb: 'start' | 'stop' | 'kill' | 'restart';
}

function turnOf(p: ContainerParams, { State: { Running: runs } }: Inspected, isRecheck: boolean): Turn | undefined {
  if (p.state === 'started' && !runs) return { before: 'stopped', after: 'started', verb: 'start' };
  if (p.state === 'stopped' && runs)
    return { before: 'started', after: 'stopped', verb: p.force_kill ? 'kill' : 'stop' };
  if (p.state === 'started' && p.restart && !isRecheck)
    return { before: 'started', after: 'restarted', verb: 'restart' };
  return undefined;
}
