import type * as engine from 'pg-boss';
import { CREATE_TABLES, QUEUE_SCHEMA } from './schema.ts';
import { ClusterProblem } from '../cluster-problem.ts';
import type { Database, Queue } from './queue.ts';
import { databaseHint, databaseProblem, isPassing, messageOf } from './database-problem.ts';
import { describeDatabase } from './describe-database.ts';
import { createTogether } from './create-together.ts';
import { createQueue } from './queue.ts';

/** Returns the rows of a query. Rejects with `ClusterProblem` if the database refuses it or is unavailable. */
export type Sql = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Database operations, within a transaction or outside of one. */
export interface Session {
  readonly sql: Sql;
  readonly queue: Queue;
}

/** A database with the runs of a cluster. */
export interface Store extends Session {
  /** Commits everything that `work` writes, or nothing. Rejects like `sql`; after a lost connection, the result is unknown. */
  readonly transaction: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  readonly url: string;
  /** Called with background problems, such as a lost connection. */
  readonly warn: (message: string) => void;
  /** Whether to look for jobs whose worker is dead. */
  readonly supervises: boolean;
}

/** Detects a network that drops all packets; long enough for the transfer of a large project. */
const PATIENCE = { query_timeout: 60_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** The minimum version of pg-boss. */
const NODE_NEEDED = [22, 12] as const;

/** Connects, and creates missing tables. Rejects with `ClusterProblem`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  requireNode(process.versions.node);
  const place = describeDatabase(options.url);
  const loaded = await loadEngine();
  try {
    return await createStore(loaded, place, options);
  } catch (error) {
    throw new ClusterProblem(`The database ${place} cannot be used: ${messageOf(error)}`, databaseHint(error), {
      cause: error,
      isPassing: isPassing(error),
    });
  }
}

/** The store of a database, whose schemas other programs may be creating. */
export async function createStore(loaded: typeof engine, place: string, options: StoreOptions): Promise<Store> {
  return storeOf(await createTogether(() => startEngine(loaded, place, options)), place);
}

async function startEngine(
  { PgBoss }: typeof engine,
  place: string,
  { url, warn, supervises }: StoreOptions,
): Promise<engine.PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    schema: QUEUE_SCHEMA,
    max: 4,
    connectionTimeoutMillis: 10_000,
    ...PATIENCE,
    supervise: supervises,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    schedule: false,
  });
  boss.on('error', (error) => warn(messageOf(databaseProblem(place, error))));
  try {
    await boss.start();
    await boss.getDb().executeSql(CREATE_TABLES);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
}

/** The store of a started engine. */
function storeOf(boss: engine.PgBoss, place: string): Store {
  const db = boss.getDb();
  const translated = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw databaseProblem(place, error);
    }
  };
  const session = (of: Database): Session => ({
    sql: (text, values = []) =>
      translated(async () => ((await of.executeSql(text, [...values])) as Rows).rows as never),
    queue: createQueue(boss, of, translated),
  });
  return {
    ...session(db),
    transaction: (work) => translated(() => withTransaction(db, (inner) => work(session(inner)))),
    close: () => boss.stop({ graceful: false }),
  };
}

async function withTransaction<T>(db: Database, work: (inner: Database) => Promise<T>): Promise<T> {
  const transaction = await db.beginTransaction?.();
  if (!transaction) throw new Error('the database of pg-boss has no transactions');
  try {
    const result = await work(transaction.db);
    await transaction.commit();
    return result;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

/** The caller declares the type of the rows. */
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
    'Everything else works with this version.',
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
