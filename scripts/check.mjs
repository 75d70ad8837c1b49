// node scripts/check.mjs : runs every `check:*` script of package.json, even after one has failed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const checks = Object.keys(scripts).filter((name) => name.startsWith('check:'));

const failed = checks.filter((name) => {
  console.log(`== ${name}`);
  return spawnSync('npm', ['run', '--silent', name], { stdio: ['ignore', 'inherit', 'inherit'] }).status !== 0;
});
console.log(failed.length === 0 ? `all ${checks.length} checks passed` : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
