import { TransportError } from '../session.ts';
import { describeSocketError, PassingFailure } from './open-stream.ts';
import type { Authentication } from './authentication.ts';
import type { SshSettings } from './ssh-settings.ts';

/** The errors that ssh2 and node-ssh reject with. */
export type LoginError = Error & { readonly level?: string; readonly code?: string };

export interface FailedLogin extends Pick<Authentication, 'tried' | 'problems' | 'needsOpenssh'> {
  readonly host: string;
  readonly settings: SshSettings;
}

/** Explains why the login failed: the attempted ways, and those that could not be attempted. */
export function describeLoginFailure(login: FailedLogin, error: LoginError): TransportError {
  const { host, settings, tried, problems } = login;
  const place = `${settings.user}@${settings.hostName} port ${String(settings.port)}`;
  const untried = problems.length === 0 ? '' : `; ${problems.join('; ')}`;
  if (error.message.includes('Too many authentication failures')) {
    const message = `${host}: ${place} refused the login: too many attempts${untried}`;
    return new TransportError({ kind: 'authentication', host, message, hint: HINT_OF_MANY, cause: error });
  }
  if (error.level === 'client-authentication' || error.level === 'agent') return refused(login, place, error);
  if (error.level === 'handshake' || error.level === 'protocol') {
    const message = `${host}: ${place}: ${error.message}`;
    const needsOpenssh = error.message.includes('Handshake failed: no matching');
    const hint = needsOpenssh ? 'ansible_connection: openssh supports other key exchanges' : undefined;
    return new TransportError({ kind: 'unreachable', host, message, hint, cause: error, needsOpenssh });
  }
  if (error.level === 'client-timeout' || error.code === 'ETIMEDOUT') {
    const last = tried.length === 0 ? 'handshake' : `login (last tried: ${tried.at(-1) ?? ''})`;
    const message = `${host}: ${place} did not finish the ${last}${untried}`;
    return new PassingFailure({ kind: 'unreachable', host, message, cause: error });
  }
  return describeSocketError(host, place, error);
}

function refused({ host, tried, problems, needsOpenssh }: FailedLogin, place: string, cause: Error): TransportError {
  const ways = tried.length === 0 ? [] : [`tried ${tried.join(', ')}`];
  const told = [...ways, ...problems];
  const message = `${host}: ${place} refused the login: ${told.length === 0 ? 'there was nothing to try' : told.join('; ')}`;
  const hint = needsOpenssh ? HINT_OF_OPENSSH : HINT;
  return new TransportError({ kind: 'authentication', host, message, hint, cause, needsOpenssh });
}

const HINT_OF_MANY = 'the agent has too many keys: name one with ansible_ssh_private_key_file and set IdentitiesOnly';
const HINT_OF_OPENSSH = 'ansible_connection: openssh supports it, through the ssh of this machine';
const HINT = 'check ansible_user, ansible_ssh_private_key_file and the agent (ssh-add -l)';
