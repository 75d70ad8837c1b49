import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { bool, path, text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { FileHashAnswer } from '../../query/files/file-hash.ts';
import { fileHash } from '../../query/files/file-hash.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

const params = z.strictObject({
  src: path().describe('The file on the host.'),
  dest: text().describe(
    'Directory on the controller. The file is stored in DEST/HOST/PATH. With flat, the file itself.',
  ),
  flat: bool().default(false).describe('dest is the path of the file or, if it ends with a slash, its directory.'),
  validate_checksum: bool().default(true).describe('No effect: the transfer is always verified.'),
  fail_on_missing: bool().default(true).describe('Fail if the file does not exist.'),
});

interface Asked {
  readonly [name: string]: Query;
  readonly self: Query<StatAnswer>;
  readonly hash: Query<FileHashAnswer>;
}
type Found = Answers<Asked>;

/** Copies a file from the host to the controller. */
export const fetch = defineAction({
  name: 'fetch',
  summary: 'Copies a file from the host to the controller.',
  params,
  examples: [
    '- fetch:\n    src: /var/log/app/error.log\n    dest: logs\n',
    '- fetch:\n    src: /etc/app/ca.crt\n    dest: build/ca.crt\n    flat: yes\n',
  ],
  returns: {
    dest: 'The file on the controller.',
    'checksum, remote_checksum': 'SHA-1 of its content.',
    src: 'The file on the host.',
  },
  queries: (p): Asked => ({ self: stat(p.src), hash: fileHash(p.src) }),
  diff: (p, { self, hash }: Found) => {
    if (hash === null && self.exists) throw new ModuleFailure(`${p.src} is not a regular file`);
    if (hash !== null) return [{ attribute: 'fetched', before: null, after: p.src }];
    if (p.fail_on_missing)
      throw new ModuleFailure(`${p.src} does not exist`, 'fail_on_missing: no allows a missing file.');
    return [];
  },
  apply: (p, { hash }) => [
    { kind: 'fetch', path: p.src, to: p.dest, isFlat: p.flat, sha256: typeof hash === 'string' ? hash : undefined },
  ],
  writes: () => ({ keys: [] }),
  idle: (p) => ({ src: p.src, msg: `${p.src} does not exist` }),
  outcome: (p, [output]) => {
    const [state, dest = '', checksum] = output?.stdout.trimEnd().split('\n') ?? [];
    return { changed: state === 'changed', result: { src: p.src, dest, checksum, remote_checksum: checksum } };
  },
});
