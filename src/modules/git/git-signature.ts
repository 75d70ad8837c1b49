import { ModuleFailure } from '../../module-api/module.ts';
import { gitOwner } from '../../query/git/git-login.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import type { GitParams } from './git-params.ts';

/**
 * Shell that fails unless a key of the working copy's owner has signed the commit, or the annotated tag that `version` is.
 * `g` is git in the repository, `commit` a word of the shell. git itself judges: a signature by an expired or revoked key is none.
 */
export function verifyCommit({ version, gpg_allowlist: allowed }: GitParams, commit: string): string[] {
  const tag = quote(`refs/tags/${version}`);
  const isTag = `[ "$(g cat-file -t ${tag} 2>/dev/null)" = tag ] && [ "$(g rev-parse ${quote(`refs/tags/${version}^{commit}`)})" = ${commit} ]`;
  return [
    `if ${isTag}; then set -- verify-tag ${tag}; else set -- verify-commit ${commit}; fi`,
    `s=$(g "$@" --raw 2>&1) || { printf '%s %s:\\n%s\\n' 'no trusted key has signed' ${commit} "$s" >&2; exit 1; }`,
    ...(allowed.length === 0 ? [] : [onlyBy(allowed, commit)]),
  ];
}

/** The key that signed may be a subkey: the last word of the line is the fingerprint of its primary key. */
const onlyBy = (allowed: readonly string[], commit: string): string =>
  [
    `printf '%s\\n' "$s" | awk -v l=${quote(` ${allowed.map(plain).join(' ')} `)} '$2 == "VALIDSIG" && (index(l, " " $3 " ") || index(l, " " $NF " ")) { f = 1 } END { exit !f }' ||`,
    `{ printf '%s %s:\\n%s\\n' 'no key of gpg_allowlist has signed' ${commit} "$s" >&2; exit 1; }`,
  ].join('\n');

const plain = (fingerprint: string): string => fingerprint.replaceAll(/\s/g, '').toUpperCase();

/** Whether the commit that is checked out is signed as the task wants. */
export const signatureOf = (p: GitParams): Query<ShellAnswer> =>
  shell({
    script: [
      gitOwner(p.dest),
      `g() { (export GIT_OPTIONAL_LOCKS=0; own -C ${quote(p.dest)} "$@"); }`,
      'c=$(g rev-parse -q --verify HEAD 2>/dev/null) || exit 0',
      ...verifyCommit(p, '"$c"'),
    ].join('\n'),
    reads: [`tree:${p.dest}`],
  });

/** Fails where the commit that is to stay is not signed as the task wants. */
export function requireSignature(answer: ShellAnswer | undefined): void {
  if (answer === undefined || answer.exitStatus === 0) return;
  const [reason = '', ...more] = answer.stderr.trim().split('\n');
  throw new ModuleFailure(
    reason.replace(/:$/, ''),
    more.find((line) => !line.startsWith('[GNUPG:]')),
  );
}
