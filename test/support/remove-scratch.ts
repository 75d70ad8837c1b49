import { rmSync } from 'node:fs';

/** Removes what `make-scratch.ts` made, whatever suites left in it. Jest's globalTeardown. */
function removeScratch(): void {
  const directory = process.env['PROVISION_TEST_SCRATCH'];
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
}

// eslint-disable-next-line no-restricted-exports -- jest asks for a default export
export default removeScratch;
