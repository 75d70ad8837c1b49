import type { StepOutput } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import type { DockerLogin } from './docker-command.ts';
import { docker } from './docker-command.ts';

/** Printed by steps that found nothing to change. */
const SAME = 'the image is the same as before';

/** Shell that ends with success if `image` is the one with this ID. */
export const isSameImage = (login: DockerLogin, image: string, id: string): string =>
  `[ "$(${docker(login, ['image', 'inspect', '--format', '{{.Id}}', image])})" = ${quote(id)} ]`;

/** Shell that notes for `hasChanged` that `image` still is the one with this ID. */
export const noteSame = (login: DockerLogin, image: string, id: string): string =>
  `{ ! ${isSameImage(login, image, id)} || ${SAY_SAME}; }`;

export const SAY_SAME = `echo ${quote(SAME)}`;

/** Whether steps have changed anything: only a pull or a build shows whether the registry, or the files, have another image. */
export const hasChanged = (outputs: readonly StepOutput[]): boolean =>
  !outputs.some(({ stdout }) => stdout.split('\n').includes(SAME));

/** Pulls an image; the name that docker prints is dropped. */
export const pullImage = (login: DockerLogin, image: string, options: readonly string[] = []): string =>
  `${docker(login, ['image', 'pull', '--quiet', ...options, image])} >/dev/null`;
