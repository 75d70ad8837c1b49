import { quote } from '../quote.ts';

/** The login of git to a repository, without secrets on a command line or in the repository's configuration. */
export interface GitLogin {
  /** The URL without its login. */
  readonly repo: string;
  /** Options of git, each followed by a space; empty without a password. */
  readonly options: string;
  /** Environment variables for git, followed by a space; only its user and root can read them. */
  readonly environment: string;
}

const HELPER = `!f() { [ "$1" != get ] || printf 'username=%s\\npassword=%s\\n' "$PROVISION_GIT_USER" "$PROVISION_GIT_PASSWORD"; }; f`;

/**
 * Extracts the password from `https://user:password@host/...`: git requests it from a credential helper (gitcredentials(7)), which
 * provides it for that host only, so that neither a redirect nor a submodule elsewhere receives it.
 */
export function gitLogin(repo: string): GitLogin {
  const [, scheme = '', user = '', password, rest = ''] = /^(https?:\/\/)([^/@:]*):([^/@]*)@(.*)$/.exec(repo) ?? [];
  if (password === undefined) return { repo, options: '', environment: '' };
  const host = `${scheme}${rest.replace(/\/.*$/, '')}`;
  const option = (value: string): string => `-c ${quote(`credential.${host}.helper=${value}`)} `;
  return {
    // the user may be a token
    repo: `${scheme}${rest}`,
    // an empty helper makes git ignore the helpers in the host's own configuration
    options: option('') + option(HELPER),
    environment: `PROVISION_GIT_USER=${quote(decode(user))} PROVISION_GIT_PASSWORD=${quote(decode(password))} `,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // a literal percent sign
    return text;
  }
}

/**
 * Shell code that defines `own`, which runs git on a repository as its owner: git runs commands from the repository's
 * configuration and hooks, so root must not run it on a repository that another user can write to.
 */
export const gitOwner = (directory: string): string =>
  [
    `o=$(stat -Lc %U -- ${quote(directory)} 2>/dev/null) || o=`,
    'if [ -n "$o" ] && [ "$o" != root ] && [ "$(id -u)" -eq 0 ]; then',
    '  h=$(getent passwd "$o"); h=${h%:*}; own() { HOME=${h##*:} runuser -u "$o" -- git "$@"; }',
    'else own() { git "$@"; }; fi',
  ].join('\n');
