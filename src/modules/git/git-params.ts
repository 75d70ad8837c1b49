import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { bool, integer, path, text, textList } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { GitCheckoutAnswer } from '../../query/git/git-checkout.ts';
import type { GitRemoteAnswer } from '../../query/git/git-remote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { StatAnswer } from '../../query/files/stat.ts';

export const gitParams = z
  .strictObject({
    repo: text()
      .refine((value) => !value.startsWith('-'), 'must be the address of a repository')
      .describe(
        'Address of the repository: https, ssh, git, or a path of the host. A password in an https address is handed to git by a credential helper: no process list shows it, and the working copy does not keep it.',
      ),
    dest: path().describe('Path of the working copy.'),
    version: text()
      .refine((value) => !value.startsWith('-'), 'must be a branch, a tag or a commit')
      .default('HEAD')
      .describe('Branch, tag, or full hash of a commit. HEAD is the default branch.'),
    remote: text().default('origin').describe('Name of the remote.'),
    update: bool().default(true).describe('Update an existing working copy.'),
    clone: bool().default(true).describe('Clone the repository if there is no working copy.'),
    force: bool().default(false).describe('Discard changes to tracked files.'),
    bare: bool().default(false).describe('A bare repository with all branches and tags, without a working copy.'),
    depth: integer().optional().describe('Number of commits of the history to fetch.'),
    recursive: bool().default(true).describe('Also check out submodules.'),
    key_file: path().optional().describe('SSH private key on the host.'),
    accept_hostkey: bool()
      .default(false)
      .describe('Accept the SSH key of an unknown server. A changed key is always refused.'),
    accept_newhostkey: bool().default(false).describe('The same as accept_hostkey.'),
    verify_commit: bool()
      .default(false)
      .describe(
        'Require a good signature of the commit, or of the annotated tag that version is, by a key that the keyring of the user who owns dest trusts. It is checked before the commit is checked out.',
      ),
    gpg_allowlist: textList()
      .default([])
      .describe(
        'Fingerprints of the keys that may have signed, of primary keys or of subkeys. Left out: each trusted key.',
      ),
    ssh_opts: text().optional().describe('Additional options of ssh.'),
  })
  .refine((p) => !(p.bare && p.depth !== undefined), { path: ['depth'], message: "can't be given with bare" });

export type GitParams = z.output<typeof gitParams>;

export interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly checkout: Query<GitCheckoutAnswer | 'occupied' | 'no git'>;
  /** Empty for a commit, which is the same everywhere. */
  readonly remote: readonly Query<GitRemoteAnswer>[];
  /** Of what is checked out, with verify_commit. */
  readonly signature: readonly Query<ShellAnswer>[];
  readonly parents: readonly Query<StatAnswer>[];
}
export type Found = Answers<Asked>;

export interface GitTarget {
  readonly commit: string;
  readonly branch: string | undefined;
}
