import type { Answers } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Query } from '../../query/query.ts';
import type { FileHashAnswer } from '../../query/files/file-hash.ts';
import { fileHash } from '../../query/files/file-hash.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { copyDestination } from './copy-file.ts';
import type { CopyForm } from './copy-form.ts';
import type { CopyParams } from './copy-params.ts';
import type { DeliveredFile } from './file-delivery.ts';
import {
  applyDelivered,
  describeDelivered,
  diffDelivered,
  predictDelivered,
  writesDelivered,
} from './file-delivery.ts';
import type { DestinationQueries } from '../lib/destination.ts';
import { destinationQueries } from '../lib/destination.ts';

interface RemoteQueries extends DestinationQueries {
  readonly source: Query<StatAnswer>;
  readonly sourceHash: Query<FileHashAnswer>;
}
type FoundRemote = Answers<RemoteQueries>;

/** `copy` of one file on the host to another path on the host. */
export const copyRemote: CopyForm<RemoteQueries, FoundRemote> = {
  queries: (p) => ({
    ...destinationQueries(copyDestination(p)),
    source: stat(p.src ?? ''),
    sourceHash: fileHash(p.src ?? ''),
  }),
  diff: (p, found) => diffDelivered(delivered(p, found), found),
  apply: (p, found) => applyDelivered(delivered(p, found), found),
  predict: (p, found, context) => predictDelivered(delivered(p, found), found, context),
  writes: (p) => writesDelivered(copyDestination(p)),
  result: (p, found) => ({ ...describeDelivered(delivered(p, found), found), src: p.src }),
};

function delivered(p: CopyParams, { source, sourceHash }: FoundRemote): DeliveredFile {
  const src = p.src ?? '';
  if (!source.exists) throw new ModuleFailure(`${src} does not exist on the host`);
  if (sourceHash === null)
    throw new ModuleFailure(`${src} is not a regular file`, 'With remote_src, copy supports single files only.');
  // a link has no mode and no size
  const isLink = source.type === 'link';
  return {
    destination: copyDestination(p),
    file: {
      content: { kind: 'remote', path: src, size: isLink ? undefined : source.size },
      sha256: sourceHash,
      attributes: { mode: p.mode === 'preserve' ? modeOf(src, source) : p.mode, owner: p.owner, group: p.group },
      backup: p.backup,
      validate: p.validate,
    },
    force: p.force,
    keepsLink: p.follow,
  };
}

function modeOf(src: string, source: Extract<StatAnswer, { exists: true }>): string {
  if (source.type === 'link') throw new ModuleFailure(`${src} is a link, which has no mode to preserve`);
  return source.mode;
}
