/** Unit and property suites; the suites that need real hosts are in jest.lab.config.js. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.sh', '.py', '.pl', '.css'],
  transform: {
    '\\.(sh|py|pl|css|browser\\.js)$': '<rootDir>/scripts/text-transform.mjs',
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, sourceMaps: 'inline' }],
  },
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/test/lab/', '<rootDir>/test/faults/', '<rootDir>/test/vm/'],
  // The first test to load a command loads all that it needs, which takes its time on a busy machine.
  testTimeout: 30_000,
  // jest leaves one processor idle, which is half of a small machine
  maxWorkers: '100%',
  collectCoverageFrom: ['src/**/*.ts'],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcov'],
  globalSetup: '<rootDir>/test/support/make-scratch.ts',
  globalTeardown: '<rootDir>/test/support/remove-scratch.ts',
};
