import { quote } from '../quote.ts';

/** How git logs in to a repository, with nothing secret on a command line or in the repository's configuration. */
export interface GitLogin {
  /** The address without its login. */
  readonly repo: string;
  /** Options of git, each with a space behind it; empty where there is no password. */
  readonly options: string;
  /** Variables to set for git, with a space behind; only its user and root can read them. */
  readonly environment: string;
}

const HELPER = `!f() { [ "$1" != get ] || printf 'username=%s\\npassword=%s\\n' "$PROVISION_GIT_USER" "$PROVISION_GIT_PASSWORD"; }; f`;

/**
 * Takes the password out of `https://user:password@host/...`: git asks a credential helper for it (gitcredentials(7)), which
 * knows it for that host alone, so that a redirect or a submodule elsewhere does not get it.
 */
export function gitLogin(repo: string): GitLogin {
  const [, scheme = '', user = '', password, rest = ''] = /^(https?:\/\/)([^/@:]*):([^/@]*)@(.*)$/.exec(repo) ?? [];
  if (password === undefined) return { repo, options: '', environment: '' };
  const host = `${scheme}${rest.replace(/\/.*$/, '')}`;
  const option = (value: string): string => `-c ${quote(`credential.${host}.helper=${value}`)} `;
  return {
    // the user may be a token
    repo: `${scheme}${rest}`,
    // an empty helper makes git forget those of the host's own configuration
    options: option('') + option(HELPER),
    environment: `PROVISION_GIT_USER=${quote(decode(user))} PROVISION_GIT_PASSWORD=${quote(decode(password))} `,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // a per cent sign that stands for itself
    return text;
  }
}

/**
 * Shell that defines `own`, which runs git on a repository as the user whose it is: what stands in a repository's configuration
 * and hooks, git runs. Root must not run what another user has written.
 */
export const gitOwner = (directory: string): string =>
  [
    `o=$(stat -Lc %U -- ${quote(directory)} 2>/dev/null) || o=`,
    'if [ -n "$o" ] && [ "$o" != root ] && [ "$(id -u)" -eq 0 ]; then',
    '  h=$(getent passwd "$o"); h=${h%:*}; own() { HOME=${h##*:} runuser -u "$o" -- git "$@"; }',
    'else own() { git "$@"; }; fi',
  ].join('\n');
