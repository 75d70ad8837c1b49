import type * as engine from 'pg-boss';
import { CREATE_TABLES, QUEUE_SCHEMA } from './schema.ts';
import { ClusterProblem } from '../cluster-problem.ts';
import type { Queue } from './queue.ts';
import { databaseHint, describeDatabase } from './describe-database.ts';
import { createQueue } from './queue.ts';

/** Rows of a query. Rejects with what the database says. */
export type Sql = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** A database with the runs of a cluster. */
export interface Store {
  readonly sql: Sql;
  readonly queue: Queue;
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  readonly url: string;
  /** Told of what goes wrong behind the scenes, such as a connection that breaks off. */
  readonly warn: (message: string) => void;
  /** Looks for jobs whose worker is dead. */
  readonly supervises: boolean;
}

/** pg-boss' own bound. */
const NODE_NEEDED = [22, 12] as const;

/** Connects, and makes the tables where there are none. Rejects with `ClusterProblem`. */
export async function openStore({ url, warn, supervises }: StoreOptions): Promise<Store> {
  requireNode(process.versions.node);
  const place = describeDatabase(url);
  const { PgBoss } = await loadEngine();
  const boss = new PgBoss({
    connectionString: url,
    schema: QUEUE_SCHEMA,
    max: 4,
    connectionTimeoutMillis: 10_000,
    supervise: supervises,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    schedule: false,
  });
  boss.on('error', (error) => warn(error.message));
  try {
    await boss.start();
    await boss.getDb().executeSql(CREATE_TABLES);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw new ClusterProblem(`The database ${place} cannot be used: ${messageOf(error)}`, databaseHint(error), {
      cause: error,
    });
  }
  const db = boss.getDb();
  const sql: Sql = async (text, values = []) => ((await db.executeSql(text, [...values])) as Rows).rows as never;
  return { sql, queue: createQueue(boss), close: () => boss.stop({ graceful: false }) };
}

/** Whatever a statement asks for: who writes it says of what type. */
interface Rows {
  readonly rows: readonly unknown[];
}

/** Throws `ClusterProblem`. */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needed, neededMinor] = NODE_NEEDED;
  if (major > needed || (major === needed && minor >= neededMinor)) return;
  throw new ClusterProblem(
    `--cluster needs Node ${NODE_NEEDED.join('.')} or later, and this is Node ${version}`,
    'All else goes on working with this one.',
  );
}

async function loadEngine(): Promise<typeof engine> {
  try {
    return await import('pg-boss');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ClusterProblem('--cluster needs the package pg-boss, which is not installed', 'npm install pg-boss', {
      cause: error,
    });
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : String(error);
