// node scripts/lab-needs.mjs [JEST ARGUMENT...] : prints the requirements of the lab's suites with these arguments, one per line: "releases" and the
// Debian releases of their hosts; "cluster-tools" if one of them starts a cluster.
// A suite names a release in quotes in its own file; the default is bookworm.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const args = process.argv.slice(2).filter((arg) => arg !== '--json' && !arg.startsWith('--outputFile'));
const jest = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  '--config',
  'jest.lab.config.js',
];
const { status, stdout } = spawnSync(process.execPath, [...jest, '--listTests', ...args], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
const texts = stdout
  .split('\n')
  .filter((line) => line.endsWith('.test.ts'))
  .map((suite) => readFileSync(suite, 'utf8'));
const named = texts.flatMap((text) => text.match(/(?<=')(?:bullseye|trixie|sid)(?=')/g) ?? []);
console.log(['releases', ...new Set(['bookworm', ...named])].join(' '));
if (texts.some((text) => /useCluster\(\)|makeDatabase\(\)/.test(text))) console.log('cluster-tools');
process.exitCode = status;
