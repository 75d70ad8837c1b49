// node scripts/lab-releases.mjs [JEST ARGUMENT...] : the Debian releases whose hosts the lab's suites with these arguments ask for, on one line.
// A suite names a release in quotes, in its own file; what it leaves unnamed is bookworm.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const args = process.argv.slice(2).filter((arg) => arg !== '--json' && !arg.startsWith('--outputFile'));
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', 'jest.lab.config.js'];
const { status, stdout } = spawnSync(process.execPath, [...jest, '--listTests', ...args], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
const suites = stdout.split('\n').filter((line) => line.endsWith('.test.ts'));
const named = suites.flatMap((suite) => readFileSync(suite, 'utf8').match(/(?<=')(?:bullseye|trixie|sid)(?=')/g) ?? []);
console.log([...new Set(['bookworm', ...named])].join(' '));
process.exitCode = status;
