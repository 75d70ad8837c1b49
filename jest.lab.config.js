import unit from './jest.config.js';

/** Suites that take minutes. PROVISION_LONG=1 (`npm run test:nightly`) runs them too, by night; docs/nightly.md has the last result. */
const NIGHTLY = [
  'cluster-attacks', // 4 min 33 s on a busy machine
  'cluster-kills', // 50 runs that are disturbed; npm run test:kills writes its table
  'cluster-scale', // thousands of simulated hosts; npm run test:cluster-scale writes its table
  'modules/modules', // every module on hosts of its own
  'modules/postgresql',
  'roles/logs',
  'scenarios/smaller-sites', // the whole site twice more, on three servers and on one
  'scenarios/balancer-failover',
  'scenarios/changes-under-load', // two updates of the site scaled up, with clients all along
  'scenarios/alerts', // each thing that may break is broken, and the alert waited for
  'scenarios/backups',
  'scenarios/primary-lost',
  'scenarios/database-accidents',
  'scenarios/database-disk-full',
  'scenarios/replica-seeding',
  'scenarios/site-databases',
];

/** Suites that need real hosts; `npm run test:lab` brings them up and runs this inside the lab's network. */
export default {
  ...unit,
  testMatch: ['<rootDir>/test/{lab,faults}/**/*.test.ts'],
  testPathIgnorePatterns: process.env.PROVISION_LONG ? [] : NIGHTLY.map((name) => `/test/lab/${name}[.]test[.]ts$`),
  globalSetup: '<rootDir>/test/lab/support/remove-leftover-hosts.ts',
  globalTeardown: undefined,
  // Two side by side keep two cores busy; what a suite waits for is mostly its hosts.
  maxWorkers: 2,
  // on a slow machine, with another suite beside it, a run and its verify take two minutes
  testTimeout: 300_000,
};
