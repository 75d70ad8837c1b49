import { TransportError } from '../session.ts';
import type { Become } from '../session.ts';
import type { ChannelLost } from './channel-lost.ts';

interface Pattern {
  readonly pattern: RegExp;
  readonly says: string;
  readonly hint: string;
}

/** Refusals by sudo and su. */
const REFUSALS: readonly Pattern[] = [
  {
    pattern: /incorrect password|Sorry, try again|Authentication (failure|token)|no password was provided/i,
    says: 'the become password is wrong',
    hint: 'set the correct one with --ask-become-pass or ansible_become_password',
  },
  {
    pattern: /a (password|terminal) is required|no tty present|must be run from a terminal/i,
    says: 'a become password is needed',
    hint: 'set one with --ask-become-pass or ansible_become_password, or let the user run sudo without one',
  },
  {
    pattern: /not in the sudoers|not allowed to (execute|run)|may not run sudo/i,
    says: 'the user is not allowed to become another',
    hint: "allow it in the host's sudoers, or log in as another user",
  },
  {
    pattern: /must have a tty/i,
    says: 'sudo requires a terminal',
    hint: "remove requiretty from the host's sudoers for this user",
  },
  {
    pattern: /(sudo|su): (command )?not found/i,
    says: 'the become method is not installed',
    hint: 'install sudo on the host, or log in as that user',
  },
  {
    pattern: /unknown user|user .* does not exist/i,
    says: 'there is no such become user',
    hint: 'check ansible_become_user',
  },
];

/** Why a shell ended before its greeting: become was refused, or the login has no usable shell. */
export function describeFailedStart(
  host: string,
  become: Become | undefined,
  cause: ChannelLost,
  lateAfterMs?: number,
): TransportError {
  const said = cause.stderrEnd.trim();
  const refusal = become === undefined ? undefined : REFUSALS.find(({ pattern }) => pattern.test(said));
  if (refusal !== undefined && become !== undefined) {
    const message = `${host}: ${refusal.says} (${become.method} to ${become.user}): ${said.split('\n').at(-1) ?? ''}`;
    return new TransportError({ kind: 'become', host, message, hint: refusal.hint, cause });
  }
  if (lateAfterMs !== undefined) {
    const what = become === undefined ? 'the shell' : `a shell of ${become.user} by ${become.method}`;
    const message = `${host}: ${what} did not start within ${String(lateAfterMs / 1000)} s`;
    const hint = "does the login user's .bashrc, or the host's PAM, wait for something?";
    return new TransportError({ kind: 'protocol', host, message, hint, cause });
  }
  if (said === '' && cause.cause instanceof Error) {
    const message = `${host}: the connection was lost while the shell started: ${cause.cause.message}`;
    return new TransportError({ kind: 'unreachable', host, message, cause });
  }
  const message = `${host}: the shell ended before it could be used${said === '' ? '' : `: ${said}`}`;
  const hint = 'the login user needs a shell that runs commands, with /bin/sh and coreutils on the host';
  return new TransportError({ kind: 'protocol', host, message, hint, cause });
}
