import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import type { DockerLogin } from './docker-command.ts';
import { dockerKey, taggedImage } from './docker-identity.ts';
import { noteSame } from './pull-image.ts';

interface OneImage extends DockerLogin {
  readonly name: string;
  readonly tag: string;
}

export const nameOfImage = ({ name, tag }: OneImage): string => taggedImage(name, tag);

/** What modules for one image have in common. */
export const oneImage = {
  returns: { image: 'The output of docker inspect; an empty mapping if the image does not exist.' },
  kind: 'image',
  nameOf: nameOfImage,
  absent: {},
} as const;

/** The resources of a module that only gets the image. */
export const writesImage = (p: OneImage) => ({ keys: [dockerKey('image', p, nameOfImage(p))] });

interface Getting {
  /** The ID of the image that has the name now. */
  readonly before: string | undefined;
  /** Whether that may be the wanted one, which only shows when the command has run. */
  readonly mayBeSame: boolean;
  readonly command: string;
  /** Where the image comes from, for the change. */
  readonly after: string;
  readonly timeoutSeconds: number;
  readonly shownAs: string;
}

/** Runs the command that gets the image. */
export function planImage(p: OneImage, { before, mayBeSame, command, after, ...step }: Getting): ProbedPlan {
  const change = { attribute: 'image', before: before ?? null, after };
  const isDoubtful = mayBeSame && before !== undefined;
  const script = isDoubtful ? `${command} &&\n${noteSame(p, nameOfImage(p), before)}` : command;
  return {
    changes: [isDoubtful ? { ...change, may: true } : change],
    steps: [{ kind: 'run', script, ...step }],
    after: new Unknown(`the image ${nameOfImage(p)}`),
  };
}
