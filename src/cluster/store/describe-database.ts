import { ClusterProblem } from '../cluster-problem.ts';

const PROTOCOLS = ['postgres:', 'postgresql:', 'socket:'];

/** What the URL of a database says but for its password and options. Throws `ClusterProblem` where it is no such URL. */
export function describeDatabase(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !PROTOCOLS.includes(parsed.protocol))
    throw new ClusterProblem(
      'What --cluster gives is not the URL of a PostgreSQL database',
      'Write postgres://USER@HOST/DATABASE; the password may be in PGPASSWORD or ~/.pgpass.',
    );
  const { protocol, username, host, pathname } = parsed;
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
