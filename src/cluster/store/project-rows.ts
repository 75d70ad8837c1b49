import type { Sql } from './open-store.ts';
import { SCHEMA } from './schema.ts';

export async function readProjectContent(sql: Sql, hash: string): Promise<Buffer> {
  const [row] = await sql<{ content: Buffer }>(`select content from ${SCHEMA}.projects where hash = $1`, [hash]);
  if (!row) throw new Error(`the project ${hash} is not in the database any more`);
  return row.content;
}
