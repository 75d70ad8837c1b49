import { SHELL_LOOP } from './shell-loop.ts';
import type { Become } from '../session.ts';

export interface ShellStart {
  /** Stands around the shell's first reply. */
  readonly nonce: string;
  readonly bootstrap: string;
  /** Absent: the login user's own shell. */
  readonly become?: Become | undefined;
  /** Where lock and spool live; absent: ~/.local/state/provision of the shell's user. */
  readonly stateDirectory?: string | undefined;
  /** Seconds without a frame after which a shell that holds the lock ends. */
  readonly watchdogSeconds: number;
  /** A batch that has printed more is ended. */
  readonly floodBytes: number;
  /** The process group of this session's last shell, to end what is left of a query that took too long. */
  readonly orphanGroup?: number | undefined;
  /** Names the directory of this session's uploads. */
  readonly uploads: string;
}

const BEGIN = 'provision-begin';

/**
 * What sudo runs and logs; the same text on every host and in every version, so that a sudoers rule can name it.
 * It skips what comes before the marker: the password, when sudo did not ask for it.
 */
const RECEIVER = `while IFS=" " read -r p_word p_length && [ "$p_word" != ${BEGIN} ]; do :; done; eval "$(head -c "$p_length")"`;

/** Who has connected, which sudo would hide from the loop; no more than an address can hold. */
const CONNECTION = `p_ssh=$SSH_CONNECTION
case $p_ssh in *[!0-9A-Za-z:.%_\\ -]*) p_ssh= ;; esac
`;

/**
 * The command of the exec request that starts a session's shell. Any login shell understands it: outside of one pair of
 * single quotes it has only plain words, and inside there is no newline, backslash, `!` or quote.
 * With a become password, the first line on stdin must be that password.
 */
export function renderStartCommand(start: ShellStart): string {
  const loop = renderPrologue(start) + SHELL_LOOP;
  const script = CONNECTION + (start.become === undefined ? loop : renderBecome(start.become, loop));
  const encoded = Buffer.from(script).toString('base64');
  return `exec /bin/sh -c 'eval "$(echo ${encoded} | base64 -d)"'`;
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function renderPrologue(start: ShellStart): string {
  const values = {
    p_hello: start.nonce,
    p_bootstrap: start.bootstrap,
    p_state: start.stateDirectory ?? '',
    p_tick: (start.watchdogSeconds / 4).toString(),
    p_flood: start.floodBytes.toString(),
    p_orphan: start.orphanGroup?.toString() ?? '',
    p_uploads: start.uploads,
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('');
}

/**
 * The loop goes to the other user's shell through a pipe: on sudo's command line it would fill the host's log.
 * The password is tried alone first, since sudo would take the lines after a wrong one for further attempts.
 * When the other user's shell has ended, `cat` still waits for input: the channel's process group is ended with it.
 */
function renderBecome(become: Become, loop: string): string {
  const withPassword = become.password !== undefined;
  const user = quote(become.user);
  const sudo = withPassword ? `sudo -S -p ''` : 'sudo -n';
  return `
p_loop=${quote(loop)}
p_password=
${withPassword ? 'IFS= read -r p_password' : ''}
p_feed() {
  ${withPassword ? `printf '%s\\n' "$p_password"` : ''}
  printf '${BEGIN} %s\\np_ssh="%s"\\n%s' "$((${Buffer.byteLength(`p_ssh=""\n${loop}`)} + \${#p_ssh}))" "$p_ssh" "$p_loop"
  exec cat
}
p_end_group() {
  [ "$p_group" != "$$" ] || kill 0
}
read -r p_x p_x p_x p_x p_group p_x </proc/$$/stat
while read -r p_key p_x p_user p_x && [ "$p_key" != Uid: ]; do :; done </proc/$$/status
if [ "$p_user" = 0 ] || [ ${quote(become.method)} = su ]; then
  p_feed | { su -s /bin/sh ${user} -c ${quote(RECEIVER)}; p_end_group; }
  exit
fi
${withPassword ? `printf '%s\\n' "$p_password" | sudo -S -p '' -v || exit 1` : ''}
p_feed | { ${sudo} -H -u ${user} -- /bin/sh -c ${quote(RECEIVER)}; p_end_group; }
`;
}
