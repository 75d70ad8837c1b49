import unit from './jest.config.js';

/** Suites that need real hosts; `npm run test:lab` brings them up and runs this inside the lab's network. */
export default {
  ...unit,
  testMatch: ['<rootDir>/test/lab/**/*.test.ts'],
  // Every module on a host of its own takes minutes: PROVISION_LONG=1 runs that suite too, by night.
  testPathIgnorePatterns: process.env.PROVISION_LONG ? [] : ['/test/lab/modules/modules[.]test[.]ts$'],
  globalSetup: '<rootDir>/test/lab/support/remove-leftover-hosts.ts',
  // Two side by side keep two cores busy; what a suite waits for is mostly its hosts.
  maxWorkers: 2,
  testTimeout: 120_000,
};
