import unit from './jest.config.js';

/** Generated playbooks, run here and by ansible-playbook 2.14: `npm run test:torture`. TORTURE_RUNS says how many, TORTURE_SEED which. */
export default { ...unit, testMatch: ['<rootDir>/test/torture/*.torture.ts'], testTimeout: 24 * 3600 * 1000 };
