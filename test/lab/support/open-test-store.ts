import * as engine from 'pg-boss';
import type { Store } from '../../../src/cluster/store/open-store.ts';
import { createStore } from '../../../src/cluster/store/open-store.ts';

/** The store of a database, on whatever Node the tests run. */
export const openTestStore = (url: string): Promise<Store> =>
  createStore(engine, 'postgres://test', { url, warn: () => undefined, supervises: false });
