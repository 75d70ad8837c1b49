import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { text } from '../../module-api/params.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import type { DockerFound } from './define-docker.ts';
import { defineDocker } from './define-docker.ts';
import { dockerLogin } from './docker-command.ts';
import { nameOfImage, oneImage, planImage, writesImage } from './one-image.ts';
import { pullImage } from './pull-image.ts';

const params = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^(?!sha256:)/, 'must be a name: an ID cannot be pulled'))
    .describe('The image, with or without a tag or digest.'),
  tag: text().default('latest').describe('The tag or digest, if name has none.'),
  pull: z
    .enum(['always', 'not_present'])
    .default('always')
    .describe(
      'When it is pulled: at every run, or if the host does not have it. With always, only the pull shows whether the registry has another image: a dry run says that it may change.',
    ),
  platform: text().optional().describe('The platform: linux/amd64, linux/arm64/v8.'),
  ...dockerLogin,
});

type Params = z.output<typeof params>;

/** Pulls Docker images. */
export const dockerImagePull = defineDocker({
  name: 'docker_image_pull',
  summary: 'Pulls a Docker image from its registry.',
  params,
  examples: [
    '- docker_image_pull:\n    name: registry.example.org/app:1.4\n    pull: not_present\n',
    '- docker_image_pull:\n    name: nginx\n    tag: stable\n    platform: linux/amd64\n',
  ],
  ...oneImage,
  plan,
  writes: writesImage,
});

interface Image {
  readonly Id: string;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string;
}

function plan(p: Params, answer: DockerFound, { isRecheck }: ModuleContext): ProbedPlan {
  const found = answer.found as Image | undefined;
  const isThere = found !== undefined && isForPlatform(found, p.platform);
  if (isThere && (p.pull === 'not_present' || isRecheck === true)) return CONVERGED;
  return planImage(p, {
    before: found?.Id,
    mayBeSame: isThere,
    command: pullImage(p, nameOfImage(p), p.platform === undefined ? [] : [`--platform=${p.platform}`]),
    after: `pulled as ${nameOfImage(p)}`,
    timeoutSeconds: 1800,
    shownAs: `docker image pull ${nameOfImage(p)}`,
  });
}

/** Parts of the platform that are not given are not compared. */
function isForPlatform({ Os: os, Architecture: architecture, Variant: variant }: Image, platform?: string): boolean {
  const [wantedOs, wantedArchitecture, wantedVariant] = platform?.toLowerCase().split('/') ?? [];
  const wanted = ARCHITECTURES[wantedArchitecture ?? ''] ?? wantedArchitecture;
  const isSame = (found: string | undefined, given: string | undefined): boolean =>
    given === undefined || found === given;
  return (
    isSame(os, wantedOs) && isSame(architecture, wanted) && isSame(variant === '' ? undefined : variant, wantedVariant)
  );
}

/** Other names of architectures. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', 'x86-64': 'amd64', aarch64: 'arm64' };
