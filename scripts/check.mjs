// node scripts/check.mjs : runs every `check:*` script of package.json, two at a time, even after one has failed. The output of each is printed
// when it has ended.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const checks = Object.keys(scripts).filter((name) => name.startsWith('check:'));
// writes files that the others read
const [first, others] = ['check:generated', checks.filter((name) => name !== 'check:generated')];

/** Time limit of a check. */
const LONGEST_MS = 20 * 60_000;

const failed = [];
await check(first);
const left = others.values();
await Promise.all([checkEach(left), checkEach(left)]);
console.log(failed.length === 0 ? `all ${checks.length} checks passed` : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function checkEach(names) {
  for (const name of names) await check(name);
}

async function check(name) {
  const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  process.stdout.write(`== ${name}\n${output}`);
  if (status !== 0) failed.push(name);
}
