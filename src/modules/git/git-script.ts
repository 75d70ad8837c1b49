import type { GitCheckout } from '../../query/git/git-checkout.ts';
import { enterDirectory } from '../../module-api/beside.ts';
import { gitLogin, gitOwner } from '../../query/git/git-login.ts';
import { gitEnvironment } from '../../query/git/git-remote.ts';
import { makeDirectories } from '../../module-api/at-place.ts';
import { quote } from '../../query/quote.ts';
import type { GitParams, GitTarget } from './git-params.ts';
import { verifyCommit } from './git-signature.ts';

export interface GitPlan extends GitTarget {
  readonly found: GitCheckout | null;
  readonly sshCommand: string | undefined;
}

/** Shell code that brings the directory to the commit. An interrupted checkout is completed by the next run. */
export function renderCheckout(p: GitParams, plan: GitPlan): string {
  const remote = quote(p.remote);
  const login = gitLogin(p.repo);
  return [
    'set -e',
    `export ${gitEnvironment(plan.sshCommand)}`,
    ...(login.environment === '' ? [] : [`export ${login.environment}`]),
    ...(plan.found ? [] : [makeDirectories(p.dest)]),
    ...enterDirectory(p.dest),
    gitOwner('.'),
    `g() { own ${login.options}"$@"; }`,
    ...(plan.found ? [] : [`g init -q${p.bare ? ' --bare' : ''}`]),
    plan.found?.remotes[p.remote] === undefined
      ? `g remote add ${remote} ${quote(login.repo)}`
      : `g remote set-url ${remote} ${quote(login.repo)}`,
    ...(p.bare ? renderMirror(p, plan) : renderWorkingCopy(p, plan)),
  ].join('\n');
}

function renderMirror(p: GitParams, { commit, branch }: GitPlan): string[] {
  return [
    `g fetch -q --force --prune ${quote(p.remote)} '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'`,
    ...(p.verify_commit ? verifyCommit(p, commit) : []),
    branch === undefined
      ? `g update-ref --no-deref HEAD ${commit}`
      : `g symbolic-ref HEAD ${quote(`refs/heads/${branch}`)}`,
  ];
}

/** Fetches the tag's own signature, which neither a shallow fetch nor an existing commit provides. */
const fetchTag = ({ remote, version, depth }: GitParams): string =>
  `g fetch -q --force ${depth === undefined ? '' : `--depth ${depth} `}${quote(remote)} ${quote(`+refs/tags/${version}:refs/tags/${version}`)} 2>/dev/null || :`;

/** Checks out the planned commit, even if the branch has moved since. */
function renderWorkingCopy(p: GitParams, { commit, branch }: GitPlan): string[] {
  const remote = quote(p.remote);
  const what =
    p.depth === undefined
      ? `--tags ${remote} ${quote(`+refs/heads/*:refs/remotes/${p.remote}/*`)}`
      : `--depth ${p.depth} ${remote} ${commit}`;
  const force = p.force ? ' --force' : '';
  return [
    `g cat-file -e ${commit}^{commit} 2>/dev/null || g fetch -q --force ${what}`,
    `g cat-file -e ${commit}^{commit} 2>/dev/null || g fetch -q --force ${remote} ${commit}`,
    ...(p.verify_commit ? [fetchTag(p), ...verifyCommit(p, commit)] : []),
    branch === undefined
      ? `g checkout -q${force} --detach ${commit}`
      : `g checkout -q${force} -B ${quote(branch)} ${commit}`,
    ...(branch === undefined || p.depth !== undefined
      ? []
      : [`g branch -q --set-upstream-to=${quote(`${p.remote}/${branch}`)} ${quote(branch)} 2>/dev/null || :`]),
    ...(p.force ? [`g reset -q --hard ${commit}`] : []),
    ...(p.recursive ? [`[ ! -e .gitmodules ] || g submodule -q update --init --recursive${force}`] : []),
  ];
}
