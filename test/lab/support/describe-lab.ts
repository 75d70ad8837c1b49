import { describe, test } from '@jest/globals';

/**
 * A `describe` whose tests need the lab. `scripts/test-lab` says by the environment whether it is there; where it can't be,
 * the suite is reported as skipped, with the reason in its name.
 */
export function describeLab(name: string, define: () => void): void {
  if (process.env['PROVISION_LAB'] !== undefined) {
    describe(name, define);
    return;
  }
  const reason = process.env['PROVISION_LAB_UNAVAILABLE'] ?? 'run by `npm run test:lab`, not by jest alone';
  describe(`${name} (skipped, no lab: ${reason})`, () => test.skip('needs the lab', () => undefined));
}
