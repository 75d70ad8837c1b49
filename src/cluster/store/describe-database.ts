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

/** By the SQLSTATE of PostgreSQL, or the code of the system. */
const HINTS: Readonly<Record<string, string>> = {
  '28P01': 'Check the user and the password.',
  '28000': 'Check the user, and pg_hba.conf of the database server.',
  '3D000': 'Create the database: createdb NAME.',
  '42501': 'Let the user create schemas: GRANT CREATE ON DATABASE name TO user.',
  '53300': 'The server has no connection left: raise its max_connections, or end other programs.',
  ENOTFOUND: 'Check the name of the host in the URL.',
};

/** What to do where a database cannot be used. */
export function databaseHint(error: unknown): string {
  const { code, message = '' } = error as { readonly code?: string; readonly message?: string };
  const known = HINTS[code ?? ''];
  if (known !== undefined) return known;
  // the driver's words for a server that asks for a password where there is none
  if (message.includes('client password must be a string'))
    return 'Give a password: in PGPASSWORD, ~/.pgpass or the URL.';
  return 'Check that PostgreSQL runs there, and that a firewall lets this machine connect.';
}
