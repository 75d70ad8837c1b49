import { isIP } from 'node:net';

/** A mistake in an answer, and how to correct it. */
export interface WrongAnswer {
  readonly summary: string;
  readonly suggestion: string;
}

/** Names that an inventory already has for groups. */
const GROUPS = ['all', 'ungrouped', 'web'];

/** What is wrong with a host; undefined if it is a name or an address. */
export function checkHost(host: string): WrongAnswer | undefined {
  if (GROUPS.includes(host))
    return {
      summary: `${host} is the name of a group, so it cannot be the name of a host`,
      suggestion: `Give the host's full name or its address, for example \`--host ${host}1\`.`,
    };
  if (isIP(host) !== 0 || /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(host)) return undefined;
  const [, user, rest] = /^(?:ssh:\/\/)?([\w.-]+)@([\w.:-]+)$/.exec(host) ?? [];
  return {
    summary: host === '' ? 'No host was given' : `${host} is not a valid name of a host, and no address`,
    suggestion:
      user !== undefined && rest !== undefined
        ? `Write \`--host ${rest} --user ${user}\`.`
        : 'Write, for example, `--host web1` or `--host 203.0.113.10`.',
  };
}

/** What is wrong with a login name; undefined if it is valid. */
export const checkUser = (user: string): WrongAnswer | undefined =>
  /^[A-Za-z0-9_][\w.@\\$-]*$/.test(user)
    ? undefined
    : { summary: `${user} is not a valid name of a user`, suggestion: 'Write, for example, `--user admin`.' };
