import { fileNotTaken } from '../../module-api/file-attributes.ts';
import type { Answers, ModuleContext, Queries } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { copyDestination, copyFile } from './copy-file.ts';
import type { CopyForm } from './copy-form.ts';
import type { CopyParams } from './copy-params.ts';
import { copyParams } from './copy-params.ts';
import { copyRemote } from './copy-remote.ts';
import { copyTree } from './copy-tree.ts';
import { ownsDelivered } from './file-delivery.ts';

type Found = Answers<Queries>;

/** Manages files and directories with content from the controller or from the task. */
export const copy = defineState({
  name: 'copy',
  summary: 'Copies a file or directory to the host, or writes the given content to a file.',
  params: copyParams,
  notTaken: {
    ...fileNotTaken,
    checksum: leftOut('what arrives is always compared by its SHA-256.'),
    decrypt:
      'Keep a secret in a vaulted variable, and give it as content. A file that is encrypted as a whole is refused.',
    'local_follow=true': leftOut('links on the controller are followed.'),
    local_follow: 'Links on the controller are always followed.',
  },
  examples: [
    '- copy:\n    src: motd\n    dest: /etc/motd\n    mode: "0644"\n',
    '- copy:\n    content: |\n      vm.swappiness = 10\n    dest: /etc/sysctl.d/50-swap.conf\n    owner: root\n    group: root\n    mode: u=rw,g=r,o=r\n',
    '- copy:\n    src: site/\n    dest: /srv/www/\n    owner: www-data\n    mode: preserve\n    directory_mode: "0755"\n',
    '- copy:\n    src: /etc/app/default.conf\n    dest: /etc/app/app.conf\n    remote_src: yes\n    force: no\n',
  ],
  returns: {
    dest: 'The file.',
    'checksum, md5sum': 'SHA-1 and MD5 of the content, not with remote_src; SHA-1 only for files over 1 MiB.',
    mode: 'Permission bits.',
    owner: 'Its owner.',
    group: 'Its group.',
    'uid, gid': 'User ID and group ID, if known.',
    size: 'Size in bytes.',
    state: 'directory if a directory was copied, otherwise file.',
  },
  inputs: (p): Record<string, { path: string; as: 'tree' }> =>
    p.src === undefined || p.remote_src ? {} : { src: { path: p.src, as: 'tree' } },
  queries: (p, context): Queries => formOf(p, context).queries(p, context),
  diff: (p, s: Found, context) => formOf(p, context).diff(p, s, context),
  apply: (p, s: Found, context) => formOf(p, context).apply(p, s, context),
  predict: (p, s: Found, context) => formOf(p, context).predict(p, s, context),
  writes: (p, context) => formOf(p, context).writes(p, context),
  result: (p, s: Found, context) => formOf(p, context).result(p, s, context),
  owns: (p, context) => (context.inputs['src']?.type === 'directory' ? [] : ownsDelivered(copyDestination(p))),
});

function formOf(p: CopyParams, { inputs }: ModuleContext): CopyForm<Queries, Found> {
  if (p.remote_src && p.src !== undefined) return copyRemote;
  return inputs['src']?.type === 'directory' ? copyTree : copyFile;
}
