import unit from './jest.config.js';

/**
 * Suites that need virtual machines, for what containers can't show. `npm run test:vm` makes the machines' network and runs this inside it;
 * each suite makes the machines that it needs. One at a time: under software emulation one keeps two cores busy.
 */
export default {
  ...unit,
  testMatch: ['<rootDir>/test/vm/**/*.test.ts'],
  testPathIgnorePatterns: [],
  globalSetup: undefined,
  globalTeardown: undefined,
  maxWorkers: 1,
  testTimeout: 1_800_000,
};
