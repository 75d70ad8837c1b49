import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The SQLSTATEs of a program that creates what another one is creating at the same time: PostgreSQL's `if not exists` does not see what is not
 * committed yet. unique_violation, duplicate_schema, duplicate_table, duplicate_object, deadlock_detected.
 */
const RIVALRY = new Set(['23505', '42P06', '42P07', '42710', '40P01']);

const MOST_TRIES = 10;
const PAUSE_MS = 300;

/** Creates the schemas of an empty database, at which several programs may begin at once: tries again after what only their rivalry causes. */
export async function createTogether<T>(create: () => Promise<T>, pauseMs = PAUSE_MS): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await create();
    } catch (error) {
      if (tried === MOST_TRIES || !RIVALRY.has((error as { readonly code?: string }).code ?? '')) throw error;
      await sleep(pauseMs);
    }
  }
}
