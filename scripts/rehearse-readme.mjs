// node scripts/rehearse-readme.mjs PACKAGE ADDRESS USER : runs the quick start of README.md literally, from `npm install -g` to a verified host, in a
// temporary directory outside the repository, and prints the duration of each command. Only the package, the address and the user are replaced.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const [packed, address, user] = process.argv.slice(2);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const block = /## Quick start\n[^]*?```sh\n([^]*?)```/.exec(readme)?.[1];
if (block === undefined) throw new Error('README.md has no quick start');
const place = mkdtempSync(join(tmpdir(), 'rehearsal-'));
try {
  copyFileSync(packed, join(place, basename(packed)));
  rehearse(block.trim().split('\n'));
} finally {
  rmSync(place, { recursive: true });
}

/** In one shell, as typed, so that a `cd` affects later commands. */
function rehearse(commands) {
  const script = commands.flatMap((command) => [
    'started=$(date +%s%N)',
    `echo '$ ${command}'`,
    fillIn(command),
    'echo "# $(( ($(date +%s%N) - started) / 1000000 )) ms"',
  ]);
  const env = { ...process.env, npm_config_prefix: join(place, 'prefix'), PATH: `${place}/prefix/bin:${process.env.PATH}` };
  const { status } = spawnSync('sh', ['-ec', script.join('\n')], { cwd: place, stdio: ['ignore', 'inherit', 'inherit'], env });
  process.exitCode = status ?? 1;
}

function fillIn(command) {
  return command
    .replace(/provision-ssh-[\d.]+\.tgz/, basename(packed))
    .replace('203.0.113.10', address)
    .replace('--user admin', `--user ${user}`);
}
