import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { lab } from '../../lab/support/lab.ts';

/** A `describe` whose tests need virtual machines: skipped, with the reason in its name, unless `npm run test:vm` runs it. */
export function describeMachines(name: string, define: () => void): void {
  if (process.env['LAB_PROVIDER'] === 'libvirt' && process.env['PROVISION_LAB'] !== undefined) {
    describe(name, define);
    return;
  }
  const reason = process.env['PROVISION_LAB_UNAVAILABLE'] ?? 'run by `npm run test:vm`, not by jest alone';
  describe(`${name} (skipped, no virtual machines: ${reason})`, () =>
    test.skip('needs virtual machines', () => undefined));
}

/** For work on a suite, as a machine takes minutes to make where it is emulated: those that are there are used, and left there. */
const isKept = process.env['PROVISION_VM_KEEP'] === '1';

/** New machines of vagrant/topology.json for the tests of the surrounding `describe`, removed after them. */
export function useMachines(...names: string[]): void {
  beforeAll(() => lab(isKept ? 'up' : 'reset', ...names), 3_600_000);
  afterAll(async () => {
    if (!isKept) await lab('remove', ...names);
  }, 300_000);
}
