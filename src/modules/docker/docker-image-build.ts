import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { bool, mapping, path, text, textList } from '../../module-api/params.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import type { DockerFound } from './define-docker.ts';
import { defineDocker } from './define-docker.ts';
import { dockerLogin } from './docker-command.ts';
import { buildImage } from './image-build.ts';
import { nameOfImage, oneImage, planImage, writesImage } from './one-image.ts';

/** A comma would end the field of the option that names it. */
const field = () => text().pipe(z.string().regex(/^[^,]+$/, 'must not have a comma'));

const secret = z.discriminatedUnion('type', [
  z.strictObject({ id: field(), type: z.literal('file'), src: field() }),
  z.strictObject({ id: field(), type: z.literal('env'), env: field() }),
  z.strictObject({ id: field(), type: z.literal('value'), value: text() }),
]);

const params = z.strictObject({
  name: text().describe('Name of the image, with or without a tag.'),
  tag: text().default('latest').describe('The tag, if name has none.'),
  path: path().describe('Directory of the host with the files of the build.'),
  dockerfile: text().optional().describe('The Dockerfile; a relative path starts in path.'),
  rebuild: z
    .enum(['never', 'always'])
    .default('never')
    .describe(
      'always: build at every run, also if the host has the image. Only the build shows whether that changes it: a dry run says that it may.',
    ),
  args: mapping(text()).default({}).describe('Build arguments.'),
  labels: mapping(text()).default({}).describe('Labels of the image.'),
  target: text().optional().describe('The stage to build.'),
  nocache: bool().default(false).describe('Do not use layers of earlier builds.'),
  pull: bool().default(false).describe('Pull newer base images.'),
  cache_from: textList().default([]).describe('Images whose layers may be used.'),
  network: text().optional().describe('The network for the commands of the build.'),
  etc_hosts: mapping(text()).default({}).describe('Names and addresses for /etc/hosts of the build.'),
  shm_size: text().optional().describe('Size of /dev/shm of the build.'),
  platform: textList().default([]).describe('Platforms of the image: linux/amd64.'),
  secrets: z
    .array(secret)
    .default([])
    .meta({ secret: true })
    .describe(
      'Secrets for commands of the build, each with an id and a type: file (with src, a file of the host), env (with env, a variable of the task) or value (with value). They need BuildKit.',
    ),
  ...dockerLogin,
});

type Params = z.output<typeof params>;

/** Builds Docker images. */
export const dockerImageBuild = defineDocker({
  name: 'docker_image_build',
  summary: 'Builds a Docker image from files of the host.',
  params,
  notTaken: { outputs: 'The image stays on the host; for others, run docker buildx build in a command.' },
  examples: [
    '- docker_image_build:\n    name: app:1.4\n    path: /srv/app\n    args: { VERSION: "1.4" }\n',
    '- docker_image_build:\n    name: app\n    path: /srv/app\n    rebuild: always\n    secrets: [{ id: token, type: value, value: "<%= app_token %>" }]\n',
  ],
  ...oneImage,
  plan,
  writes: writesImage,
});

function plan(p: Params, answer: DockerFound, { isRecheck }: ModuleContext): ProbedPlan {
  const found = answer.found as { readonly Id: string } | undefined;
  if (found && (p.rebuild === 'never' || isRecheck === true)) return CONVERGED;
  return planImage(p, {
    before: found?.Id,
    mayBeSame: true,
    command: buildImage(p, nameOfImage(p), p),
    after: `built from ${p.path}`,
    timeoutSeconds: 3600,
    shownAs: `docker build --tag=${nameOfImage(p)} ${p.path}`,
  });
}
