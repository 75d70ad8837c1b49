import type { Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { NEW_DIRECTORY } from '../lib/directory-target.ts';
import { ancestors } from '../lib/parent-directory.ts';
import { predictFile } from '../lib/predict-file.ts';
import type { GitCheckout } from '../../query/git/git-checkout.ts';
import { gitCheckout } from '../../query/git/git-checkout.ts';
import { gitLogin } from '../../query/git/git-login.ts';
import { gitRemote } from '../../query/git/git-remote.ts';
import { quote } from '../../query/quote.ts';
import { stat } from '../../query/files/stat.ts';
import { renderCheckout } from './git-script.ts';
import type { GitParams, Asked, Found, GitTarget } from './git-params.ts';
import { gitParams } from './git-params.ts';
import { requireSignature, signatureOf } from './git-signature.ts';

/** Manages a working copy of a git repository. */
export const git = defineState({
  name: 'git',
  summary: 'Checks out a version of a git repository and keeps it up to date.',
  params: gitParams,
  notTaken: {
    archive: 'Run git archive in a command.',
    archive_prefix: 'Run git archive in a command.',
    executable: "Set PATH in the task's environment.",
    refspec: 'Give version a branch, a tag or a whole commit id.',
    reference: leftOut('depth keeps a clone small.'),
    separate_git_dir: 'The repository is kept in dest/.git.',
    single_branch: 'Give depth: only the branch of version is fetched then.',
    'track_submodules=false': leftOut('submodules are checked out as the commit names them.'),
    track_submodules: 'Submodules are checked out as the commit names them.',
    umask: 'Set modes below dest with file and recurse.',
  },
  aliases: { name: 'repo', ssh_key_file: 'key_file', gpg_whitelist: 'gpg_allowlist' },
  examples: [
    '- git:\n    repo: https://git.example.org/app.git\n    dest: /srv/app\n    version: v1.4.2\n  become_user: deploy\n',
    '- git:\n    repo: git@git.example.org:team/app.git\n    dest: /srv/app\n    version: main\n    key_file: /home/deploy/.ssh/id_ed25519\n    accept_hostkey: yes\n',
  ],
  returns: {
    after: 'Hash of the checked-out commit.',
    before: 'Hash of the previously checked-out commit; null for a new working copy.',
    remote_url: 'URL of the source.',
  },
  queries: (p): Asked => ({
    checkout: gitCheckout(p.dest),
    remote: isCommit(p.version) ? [] : [gitRemote({ repo: p.repo, version: p.version, sshCommand: sshCommandOf(p) })],
    signature: p.verify_commit ? [signatureOf(p)] : [],
    parents: [...ancestors(p.dest), p.dest].map((directory) => stat(directory)),
  }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found) => {
    const target = targetOf(p, s);
    return [
      {
        kind: 'run',
        script: renderCheckout(p, { ...target, found: usable(p, s.checkout), sshCommand: sshCommandOf(p) }),
      },
    ];
  },
  predict: (p, s: Found, context) => predict(p, s, context),
  writes: (p) => ({ keys: [`tree:${p.dest}`] }),
  result: (p, { checkout }: Found, _, earlier: Found) => ({
    after: headOf(checkout),
    before: headOf(earlier.checkout),
    remote_url: addressOf(p),
  }),
});

const headOf = (checkout: Found['checkout']): string | null =>
  typeof checkout === 'object' ? (checkout?.head ?? null) : null;

/** The URL without its password, which must not appear in the repository's configuration, as other users may read it. */
const addressOf = ({ repo }: GitParams): string => gitLogin(repo).repo;

const isCommit = (version: string): boolean => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(version);

function targetOf(p: GitParams, { remote }: Found): GitTarget {
  const [answer] = remote;
  if (!answer) return { commit: p.version, branch: undefined };
  if ('failure' in answer) throw new ModuleFailure(`${addressOf(p)} can't be read: ${answer.failure}`);
  if (answer.commit === undefined)
    throw new ModuleFailure(
      `${addressOf(p)} has no branch or tag ${p.version}`,
      /^[0-9a-f]{4,39}$/.test(p.version) ? 'Give the full hash of a commit.' : undefined,
    );
  return { commit: answer.commit, branch: answer.branch };
}

function usable(p: GitParams, checkout: Found['checkout']): GitCheckout | null {
  if (checkout === 'no git')
    throw new ModuleFailure('git is not installed on this host', 'Install it first, with apt.');
  if (checkout === 'occupied')
    throw new ModuleFailure(`${p.dest} exists, and is not a git repository`, 'Remove it, or use another dest.');
  if (checkout && checkout.isBare !== p.bare)
    throw new ModuleFailure(`${p.dest} is ${checkout.isBare ? 'a bare repository' : 'a working copy'}`);
  return checkout;
}

function diff(p: GitParams, found: Found): Change[] {
  const checkout = usable(p, found.checkout);
  if (checkout ? !p.update : !p.clone) return [];
  const { commit } = targetOf(p, found);
  const url = checkout?.remotes[p.remote];
  const isElsewhere = checkout?.head !== commit;
  if (checkout?.isDirty && isElsewhere && !p.force)
    throw new ModuleFailure(
      `files in ${p.dest} were changed by hand`,
      'Commit or discard them there, or use force: yes.',
    );
  if (!isElsewhere) requireSignature(found.signature[0]);
  return [
    ...(isElsewhere ? [{ attribute: 'version', before: checkout?.head ?? null, after: commit }] : []),
    ...(url === addressOf(p) ? [] : [{ attribute: 'remote', before: url ?? null, after: addressOf(p) }]),
    ...(checkout?.isDirty && p.force ? [{ attribute: 'changed files', before: 'changed', after: 'discarded' }] : []),
  ];
}

function predict(p: GitParams, found: Found, context: ModuleContext): Prediction[] {
  const { commit, branch } = targetOf(p, found);
  const checkout = usable(p, found.checkout);
  const me = context.as ?? 'root';
  const directory = { ...NEW_DIRECTORY, owner: me, group: me };
  const missing = [...ancestors(p.dest), p.dest].filter((_, i) => found.parents[i]?.exists === false);
  const answer: GitCheckout = {
    head: commit,
    branch: branch ?? '',
    remotes: { ...checkout?.remotes, [p.remote]: addressOf(p) },
    isDirty: false,
    isBare: p.bare,
  };
  const kept = [...ancestors(p.dest), p.dest].flatMap((at, i) => {
    const known = found.parents[i];
    return known?.exists ? [{ query: stat(at), answer: known }] : [];
  });
  return [
    { query: gitCheckout(p.dest), answer },
    ...(p.verify_commit ? [{ query: signatureOf(p), answer: { exitStatus: 0, stdout: '', stderr: '' } }] : []),
    ...kept,
    ...missing.flatMap((at) => predictFile(at, directory, null)),
  ];
}

function sshCommandOf(p: GitParams): string | undefined {
  const options = [
    'ssh -o BatchMode=yes',
    ...(p.key_file === undefined ? [] : [`-i ${quote(p.key_file)} -o IdentitiesOnly=yes`]),
    ...(p.accept_hostkey || p.accept_newhostkey ? ['-o StrictHostKeyChecking=accept-new'] : []),
    ...(p.ssh_opts === undefined ? [] : [p.ssh_opts]),
  ];
  return options.join(' ');
}
