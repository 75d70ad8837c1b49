import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { text } from '../../module-api/params.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import type { DockerFound } from './define-docker.ts';
import { defineDocker } from './define-docker.ts';
import { dockerLogin } from './docker-command.ts';
import { dockerKey, taggedImage } from './docker-identity.ts';
import { noteSame, pullImage } from './pull-image.ts';

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
  returns: { image: 'The output of docker inspect; an empty mapping if the image does not exist.' },
  kind: 'image',
  nameOf: (p) => nameOf(p),
  absent: {},
  plan,
  writes: (p) => ({ keys: [dockerKey('image', p, nameOf(p))] }),
});

const nameOf = ({ name, tag }: Params): string => taggedImage(name, tag);

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
  const pull = pullImage(p, nameOf(p), p.platform === undefined ? [] : [`--platform=${p.platform}`]);
  const script = isThere ? `${pull} &&\n${noteSame(p, nameOf(p), found.Id)}` : pull;
  const change = { attribute: 'image', before: found?.Id ?? null, after: `pulled as ${nameOf(p)}` };
  return {
    changes: [isThere ? { ...change, may: true } : change],
    steps: [{ kind: 'run', script, timeoutSeconds: 1800, shownAs: `docker image pull ${nameOf(p)}` }],
    after: new Unknown(`the image ${nameOf(p)}`),
  };
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
