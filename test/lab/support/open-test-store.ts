import { PgBoss } from 'pg-boss';
import type { Store } from '../../../src/cluster/store/open-store.ts';
import { storeOf } from '../../../src/cluster/store/open-store.ts';
import { CREATE_TABLES, QUEUE_SCHEMA } from '../../../src/cluster/store/schema.ts';

/** The store of a database, on whatever Node the tests run. */
export async function openTestStore(connectionString: string): Promise<Store> {
  const boss = new PgBoss({ connectionString, schema: QUEUE_SCHEMA, max: 4, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.getDb().executeSql(CREATE_TABLES);
  return storeOf(boss, 'postgres://test');
}
