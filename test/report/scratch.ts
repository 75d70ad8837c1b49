import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A path in a directory of its own. */
export const scratchPath = (name: string): string => join(mkdtempSync(join(tmpdir(), 'provision-report-')), name);
