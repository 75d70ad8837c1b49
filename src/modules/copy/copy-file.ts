import type { ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import type { FileContent } from '../../module-api/step.ts';
import type { CopyForm } from './copy-form.ts';
import type { CopyParams } from './copy-params.ts';
import type { DeliveredFile } from './file-delivery.ts';
import {
  applyDelivered,
  baseName,
  describeDelivered,
  diffDelivered,
  predictDelivered,
  writesDelivered,
} from './file-delivery.ts';
import type { Destination, DestinationQueries, FoundDestination } from '../lib/destination.ts';
import { destinationQueries } from '../lib/destination.ts';

/** `copy` of one file from the controller, or of inline content. */
export const copyFile: CopyForm<DestinationQueries, FoundDestination> = {
  queries: (p) => destinationQueries(copyDestination(p)),
  diff: (p, found, context) => diffDelivered(delivered(p, context), found),
  apply: (p, found, context) => applyDelivered(delivered(p, context), found),
  predict: (p, found, context) => predictDelivered(delivered(p, context), found, context),
  writes: (p) => writesDelivered(copyDestination(p)),
  result: (p, found, context) => describeDelivered(delivered(p, context), found),
};

export const copyDestination = (p: CopyParams): Destination => ({
  dest: p.dest,
  name: p.src === undefined ? undefined : baseName(p.src),
});

function delivered(p: CopyParams, context: ModuleContext): DeliveredFile {
  const { mode, ...source } = p.src === undefined ? given(p.content) : ofController(p.src, context);
  return {
    destination: copyDestination(p),
    file: {
      ...source,
      attributes: { mode: p.mode === 'preserve' ? mode : p.mode, owner: p.owner, group: p.group },
      backup: p.backup,
      validate: p.validate,
    },
    force: p.force,
    keepsLink: p.follow,
  };
}

interface Source {
  readonly content: FileContent;
  readonly sha256: string;
  readonly mode?: string;
}

function given(content: CopyParams['content']): Source {
  const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return { content: { kind: 'bytes', bytes }, sha256: sha256Of(bytes) };
}

function ofController(src: string, { inputs }: ModuleContext): Source {
  const input = inputs['src'];
  if (!input) throw new ModuleFailure(`${src} was not found on the controller`);
  return { content: localContent(input), sha256: input.sha256, mode: input.mode };
}

/** Content in memory is sent with the script; larger content is streamed. */
export const localContent = (input: {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly sha1?: string | undefined;
  readonly bytes?: Buffer | undefined;
}): FileContent =>
  input.bytes
    ? { kind: 'bytes', bytes: input.bytes }
    : { kind: 'local', path: input.path, size: input.size, sha256: input.sha256, sha1: input.sha1 };
