import { ClusterProblem } from '../cluster-problem.ts';

const PROTOCOLS = ['postgres:', 'postgresql:', 'socket:'];

/** The URL of a database without its password and options. Throws `ClusterProblem` if it is not such a URL. */
export function describeDatabase(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !PROTOCOLS.includes(parsed.protocol))
    throw new ClusterProblem(
      '--cluster is not the URL of a PostgreSQL database',
      'Write postgres://USER@HOST/DATABASE; the password may be in PGPASSWORD or ~/.pgpass.',
    );
  const { protocol, username, host, pathname } = parsed;
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
