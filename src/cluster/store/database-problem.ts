import { ClusterProblem } from '../cluster-problem.ts';

/** A refusal by the database, or the reason why it is unavailable, by PostgreSQL's SQLSTATE or the system's error code. */
interface Refusal {
  readonly what: string;
  readonly hint: string;
  /** Whether it may resolve itself, so that a running program waits. */
  readonly isPassing?: true;
}

const CHECK_SERVER = 'Check that PostgreSQL runs there, and that a firewall lets this machine connect.';
const AWAY: Refusal = { what: 'does not answer', hint: CHECK_SERVER, isPassing: true };
const NO_SPACE = 'Free space on the disk of the database server: the data directory, or its tablespaces and WAL.';

const REFUSALS: Readonly<Record<string, Refusal>> = {
  '28P01': { what: 'refuses the password', hint: 'Check the user and the password.' },
  '28000': { what: 'refuses the user', hint: 'Check the user, and pg_hba.conf of the database server.' },
  '3D000': { what: 'does not exist', hint: 'Create the database: createdb NAME.' },
  '3F000': { what: 'has lost its schema', hint: 'End all workers; the next program that connects creates it again.' },
  '42P01': { what: 'has lost a table', hint: 'Restore provision and provision_queue, or drop both schemas.' },
  '42501': {
    what: 'refuses a permission',
    hint: 'Let the user create schemas: GRANT CREATE ON DATABASE name TO user. The schemas provision and provision_queue must be its own.',
  },
  '25006': {
    what: 'is read-only',
    hint: 'Use the URL of the primary, not of a standby; check default_transaction_read_only if it is the primary.',
  },
  '53100': { what: 'has no disk space left', hint: NO_SPACE, isPassing: true },
  '53200': { what: 'has no memory left', hint: 'Add memory to the database server.', isPassing: true },
  '53300': {
    what: 'has no connection left',
    hint: 'The server has no connection left: raise its max_connections, or end other programs.',
    isPassing: true,
  },
  '57P01': AWAY,
  '57P02': AWAY,
  '57P03': { ...AWAY, what: 'is starting or stopping' },
  ENOTFOUND: { what: 'has an unknown host', hint: 'Check the name of the host in the URL.', isPassing: true },
};

/** Error messages of the driver, which have no code. */
const WORDS: readonly (readonly [RegExp, Refusal])[] = [
  [
    /client password must be a string/,
    { what: 'asks for a password', hint: 'Set a password: in PGPASSWORD, ~/.pgpass or the URL.' },
  ],
  [/Connection terminated|connection timeout|timeout exceeded when trying|Query read timeout/i, AWAY],
];

/** Codes of a connection that was lost, or could not be established. */
const IS_AWAY = /^(08...|E[A-Z]+)$/;

function refusalOf(error: unknown): Refusal | undefined {
  const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string };
  return REFUSALS[code] ?? WORDS.find(([words]) => words.test(message))?.[1] ?? (IS_AWAY.test(code) ? AWAY : undefined);
}

/** The remedy for a database that cannot be used. */
export const databaseHint = (error: unknown): string => refusalOf(error)?.hint ?? CHECK_SERVER;

/** Whether the refusal, or the reason why the database is unavailable, may resolve itself. */
export const isPassing = (error: unknown): boolean => refusalOf(error)?.isPassing ?? false;

/** Converts a refusal of the database to a problem that the user can fix; returns other errors, which are bugs, unchanged. */
export function databaseProblem(place: string, error: unknown): unknown {
  if (error instanceof ClusterProblem) return error;
  const refusal = refusalOf(error);
  if (!refusal) return error;
  return new ClusterProblem(`The database ${place} ${refusal.what}: ${messageOf(error)}`, refusal.hint, {
    cause: error,
    isPassing: isPassing(error),
  });
}

/** When several addresses refuse a connection, the error itself has no message; each of its causes has one. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
