import { programText } from '../../values/program-text.ts';
import type { Become } from '../session.ts';
import become from './become.sh';
import { SHELL_LOOP } from './shell-loop.ts';

export interface ShellStart {
  /** Delimits the shell's first reply. */
  readonly nonce: string;
  readonly bootstrap: string;
  /** Absent means the login user's own shell. */
  readonly become?: Become | undefined;
  /** Directory of lock and spool; by default ~/.local/state/provision of the shell's user. */
  readonly stateDirectory?: string | undefined;
  /** Seconds without a frame after which a shell that holds the lock ends. */
  readonly watchdogSeconds: number;
  /** Maximum output of a batch; a batch that prints more is ended. */
  readonly floodBytes: number;
  /** The process group of this session's last shell, to end the rest of a query that timed out. */
  readonly orphanGroup?: number | undefined;
  /** Names the directory of this session's uploads. */
  readonly uploads: string;
}

const BEGIN = 'provision-begin';
/** Time limit for sudo to check a password; longer than a session waits for its shell. */
const PATIENCE_S = 60;

/**
 * The command that sudo runs and logs; the text is the same on all hosts and in all versions, so that a sudoers rule can name it.
 * It skips the input before the marker: the password, if sudo did not ask for it.
 */
const RECEIVER = `while IFS=" " read -r p_word p_length && [ "$p_word" != ${BEGIN} ]; do :; done; eval "$(head -c "$p_length")"`;

/** The client's address, which sudo would hide from the loop; limited to the length of an address. */
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
  return assign({
    p_hello: start.nonce,
    p_bootstrap: start.bootstrap,
    p_state: start.stateDirectory ?? '',
    p_tick: (start.watchdogSeconds / 4).toString(),
    p_flood: start.floodBytes.toString(),
    p_orphan: start.orphanGroup?.toString() ?? '',
    p_uploads: start.uploads,
  });
}

function renderBecome({ user, method, password }: Become, loop: string): string {
  const values = assign({
    p_loop: loop,
    p_length: Buffer.byteLength(`p_ssh=""\n${loop}`).toString(),
    p_target: user,
    p_method: method,
    p_asks: password === undefined ? '' : '1',
    p_receiver: RECEIVER,
    p_begin: BEGIN,
    p_patience: PATIENCE_S.toString(),
  });
  return values + programText(become);
}

const assign = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('');
