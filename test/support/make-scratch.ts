import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../scripts/generate-registry.mjs';

/** Gives the run's suites one directory for all that they write, which `remove-scratch.ts` removes. Jest's globalSetup. */
function makeScratch(): void {
  const directory = mkdtempSync(join(tmpdir(), 'provision-tests-'));
  // other users go through it to what a test has made for them
  chmodSync(directory, 0o711);
  process.env['PROVISION_TEST_SCRATCH'] = directory;
  process.env['TMPDIR'] = directory;
}

// eslint-disable-next-line no-restricted-exports -- jest asks for a default export
export default makeScratch;
