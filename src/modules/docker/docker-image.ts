import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { ownWay } from '../../module-api/at-place.ts';
import { directoryOf } from '../../module-api/beside.ts';
import { leftOut, notTakenFor } from '../../module-api/not-taken.ts';
import { bool, mapping, path, text } from '../../module-api/params.ts';
import { quote } from '../../query/quote.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import type { DockerFound } from './define-docker.ts';
import { defineDocker, NOTHING_FOUND } from './define-docker.ts';
import { docker, dockerLogin } from './docker-command.ts';
import { dockerKey } from './docker-identity.ts';
import { buildImage } from './image-build.ts';
import { nameOfImage, oneImage } from './one-image.ts';
import { noteSame, pullImage } from './pull-image.ts';

const build = z.strictObject({
  path: path().describe('Directory with the files of the build.'),
  dockerfile: text().optional().describe('Name of the Dockerfile in path.'),
  args: mapping(text()).default({}).describe('Build arguments.'),
  labels: mapping(text()).default({}).describe('Labels of the image.'),
  target: text().optional().describe('The stage to build.'),
  nocache: bool().default(false).describe('Do not use layers of earlier builds.'),
  pull: bool().default(false).describe('Pull newer base images.'),
  network: text().optional().describe('The network for the commands of the build.'),
});

const params = z
  .strictObject({
    name: text().describe('The image, with or without a tag.'),
    tag: text().default('latest').describe('The tag, if name has none.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
    source: z
      .enum(['build', 'load', 'pull', 'local'])
      .optional()
      .describe('How to get an image that the host does not have; local: the host must have it.'),
    build: build.optional().describe('How to build it.'),
    load_path: path().optional().describe('The archive to load, on the host.'),
    archive_path: path().optional().describe('File of the host to save the image to, unless the file exists.'),
    repository: text().optional().describe('A second name for the image.'),
    force_source: bool().default(false).describe('Build, load or pull the image even if the host has it.'),
    force_tag: bool().default(false).describe('Take the name repository away from another image.'),
    force_absent: bool().default(false).describe('Remove it even if containers use it.'),
    ...dockerLogin,
  })
  .refine((p) => p.state === 'absent' || p.source !== undefined, { path: ['source'], message: 'is needed' })
  .refine((p) => p.source !== 'build' || p.build !== undefined, { path: ['build'], message: 'is needed' })
  .refine((p) => p.source !== 'load' || p.load_path !== undefined, { path: ['load_path'], message: 'is needed' });

type Params = z.output<typeof params>;

/** Manages Docker images. */
export const dockerImage = defineDocker({
  name: 'docker_image',
  summary: 'Builds, pulls, loads, tags and removes Docker images.',
  params,
  notTaken: {
    'push=false': leftOut('it is not pushed.'),
    ...notTakenFor(['push', 'pull'], 'Run docker in a command.'),
  },
  examples: [
    '- docker_image:\n    name: registry.example.org/app:1.4\n    source: pull\n',
    '- docker_image:\n    name: app\n    source: build\n    build: { path: /srv/app }\n',
  ],
  ...oneImage,
  ask,
  reads: (p) => (p.repository === undefined ? [] : [dockerKey('image', p, p.repository)]),
  plan,
  writes: (p) => ({
    keys: [
      ...(p.source === 'local' && p.state === 'present' ? [] : [dockerKey('image', p, nameOfImage(p))]),
      ...(p.repository === undefined ? [] : [dockerKey('image', p, p.repository)]),
      ...(p.archive_path === undefined ? [] : [`file:${p.archive_path}`]),
    ],
  }),
});

function ask(p: Params): string[] {
  return [
    ...(p.repository === undefined
      ? ['echo']
      : [`${docker(p, ['image', 'inspect', '--format', '{{.Id}}', p.repository])} 2>/dev/null || echo`]),
    ...(p.archive_path === undefined ? [] : [`[ ! -e ${quote(p.archive_path)} ] || echo saved`]),
  ];
}

function plan(p: Params, answer: DockerFound, { isRecheck }: ModuleContext): ProbedPlan {
  const found = answer.found as { readonly Id: string } | undefined;
  if (p.state === 'absent') return removal(p, found);
  const [tagged = '', saved = ''] = answer.asked.split('\n');
  const isForced = p.force_source && p.source !== 'local' && isRecheck !== true;
  const isTagged = tagged !== '' && (!p.force_tag || tagged === found?.Id);
  const parts = [
    !found || isForced ? source(p, found?.Id) : [],
    // another image may get the name now, and the tag with it
    p.repository !== undefined && (!isTagged || (p.force_tag && isForced)) ? tag(p, tagged, isTagged) : [],
    p.archive_path !== undefined && saved === '' ? save(p, p.archive_path) : [],
  ].flat();
  if (parts.length === 0) return CONVERGED;
  return {
    changes: parts.map(({ attribute, before, after, may }) => ({ attribute, before, after, ...(may && { may }) })),
    steps: [{ kind: 'run', script: scriptOf(p, parts, found?.Id), timeoutSeconds: 1800 }],
    after: new Unknown(`the image ${nameOfImage(p)}`),
  };
}

/** If no part is sure to change anything, the script says whether the image has become another. */
function scriptOf(p: Params, parts: readonly Part[], before: string | undefined): string {
  const commands = parts.map(({ command }) => command);
  const isDoubtful = before !== undefined && parts.every(({ may }) => may);
  return [...commands, ...(isDoubtful ? [noteSame(p, nameOfImage(p), before)] : [])].join(' &&\n');
}

interface Part {
  readonly attribute: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Whether it changes anything shows when it has run. */
  readonly may: boolean;
  readonly command: string;
}

function removal(p: Params, found: { readonly Id: string } | undefined): ProbedPlan {
  if (!found) return CONVERGED;
  const command = docker(p, ['image', 'rm', ...(p.force_absent ? ['--force'] : []), nameOfImage(p)]);
  const changes = [{ attribute: 'image', before: found.Id, after: null }];
  return { changes, steps: [{ kind: 'run', script: command }], after: `${NOTHING_FOUND}\n` };
}

function source(p: Params, before: string | undefined): Part[] {
  if (p.source === 'local')
    throw new ModuleFailure(`there is no image ${nameOfImage(p)} on the host`, 'Set source to build, load or pull.');
  const after = `${p.source === 'build' ? 'built from' : p.source === 'load' ? 'loaded from' : 'pulled as'} ${originOf(p)}`;
  return [{ attribute: 'image', before: before ?? null, after, may: before !== undefined, command: sourceCommand(p) }];
}

const originOf = (p: Params): string =>
  (p.source === 'build' ? p.build?.path : p.source === 'load' ? p.load_path : undefined) ?? nameOfImage(p);

function sourceCommand(p: Params): string {
  if (p.source === 'pull') return pullImage(p, nameOfImage(p));
  if (p.source === 'build' && p.build) return buildImage(p, nameOfImage(p), p.build);
  return docker(p, ['image', 'load', '--quiet', '--input', originOf(p)]);
}

const tag = (p: Params, before: string, may: boolean): Part[] => [
  {
    attribute: `tag ${p.repository ?? ''}`,
    before: before || null,
    after: nameOfImage(p),
    may,
    command: docker(p, ['image', 'tag', nameOfImage(p), p.repository ?? '']),
  },
];

const save = (p: Params, to: string): Part[] => [
  {
    attribute: to,
    before: null,
    after: nameOfImage(p),
    may: false,
    command: `${ownWay(directoryOf(to))} &&\n${docker(p, ['image', 'save', `--output=${to}`, nameOfImage(p)])}`,
  },
];
