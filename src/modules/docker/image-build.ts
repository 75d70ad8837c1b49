import { quote } from '../../query/quote.ts';
import type { DockerLogin } from './docker-command.ts';
import { docker } from './docker-command.ts';

type Texts = Readonly<Record<string, string>>;

/** A build, as both modules for images describe it. */
export interface ImageBuild {
  readonly path: string;
  readonly dockerfile?: string | undefined;
  readonly args?: Texts;
  readonly labels?: Texts;
  readonly target?: string | undefined;
  readonly nocache?: boolean;
  readonly pull?: boolean;
  readonly network?: string | undefined;
  readonly cache_from?: readonly string[];
  readonly etc_hosts?: Texts;
  readonly shm_size?: string | undefined;
  readonly platform?: readonly string[];
  readonly secrets?: readonly BuildSecret[];
}

/** A secret that commands of the build may read. */
export type BuildSecret =
  | { readonly id: string; readonly type: 'file'; readonly src: string }
  | { readonly id: string; readonly type: 'env'; readonly env: string }
  | { readonly id: string; readonly type: 'value'; readonly value: string };

/** Shell that builds an image; docker prints its ID. */
export function buildImage(login: DockerLogin, image: string, build: ImageBuild): string {
  const variables = Object.entries(variablesOf(build)).map(([name, value]) => `${name}=${quote(value)} `);
  return `${variables.join('')}${docker(login, ['build', '--quiet', `--tag=${image}`, ...options(build), build.path])}`;
}

/** Build arguments and secrets are passed in the environment, which other users cannot read. Only BuildKit has secrets. */
const variablesOf = ({ args = {}, secrets = [] }: ImageBuild): Texts => ({
  ...(secrets.length > 0 && { DOCKER_BUILDKIT: '1' }),
  ...Object.fromEntries(Object.entries(args).filter(([name]) => isOwnVariable(name))),
  ...Object.fromEntries(
    secrets.flatMap((secret, i) => (secret.type === 'value' ? [[nameOfSecret(i), secret.value]] : [])),
  ),
});

/** Not a variable with a meaning for docker itself. */
const isOwnVariable = (name: string): boolean => /^(?!(PATH|HOME|IFS)$|DOCKER_|BUILDKIT_|LD_)[A-Za-z_]\w*$/.test(name);

const nameOfSecret = (index: number): string => `PROVISION_BUILD_SECRET_${index}`;

const options = (build: ImageBuild): string[] => [
  ...pairs(build.args).map(([name, value]) => `--build-arg=${isOwnVariable(name) ? name : `${name}=${value}`}`),
  ...pairs(build.labels).map(([name, value]) => `--label=${name}=${value}`),
  ...one('file', build.dockerfile === undefined ? undefined : fileIn(build.path, build.dockerfile)),
  ...one('target', build.target),
  ...one('network', build.network),
  ...(build.cache_from ?? []).map((name) => `--cache-from=${name}`),
  ...pairs(build.etc_hosts).map(([name, address]) => `--add-host=${name}:${address}`),
  ...one('shm-size', build.shm_size),
  ...one('platform', build.platform?.length ? build.platform.join(',') : undefined),
  ...(build.secrets ?? []).map((secret, i) => `--secret=id=${secret.id},${sourceOf(secret, i)}`),
  ...(build.nocache === true ? ['--no-cache'] : []),
  ...(build.pull === true ? ['--pull'] : []),
];

const pairs = (texts: Texts = {}): [string, string][] => Object.entries(texts);

const one = (flag: string, value: string | undefined): string[] => (value === undefined ? [] : [`--${flag}=${value}`]);

const fileIn = (directory: string, name: string): string => (name.startsWith('/') ? name : `${directory}/${name}`);

function sourceOf(secret: BuildSecret, index: number): string {
  switch (secret.type) {
    case 'file':
      return `src=${secret.src}`;
    case 'env':
      return `env=${secret.env}`;
    case 'value':
      return `env=${nameOfSecret(index)}`;
  }
}
