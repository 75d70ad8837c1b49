// node scripts/check-programs.mjs : checks that the Perl and Python programs for hosts compile. For shell, see scripts/check-shell.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scratch = mkdtempSync(join(tmpdir(), 'programs-'));
const compile = 'import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True)';
const compilers = {
  pl: (path) => ['perl', ['-wc', path]],
  py: (path) => ['python3', ['-c', compile, path, join(scratch, 'program.pyc')]],
};
const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'roles'], { encoding: 'utf8' });
const programs = stdout.split('\n').filter((path) => /\.(pl|py)$/.test(path));
const failed = programs.filter((path) => {
  const [command, words] = compilers[path.split('.').at(-1)](path);
  const { status, stderr, error } = spawnSync(command, words, { encoding: 'utf8' });
  if (status === 0) return false;
  console.error(`${path}: ${error?.message ?? stderr.trim()}`);
  return true;
});
rmSync(scratch, { recursive: true });
console.log(`${programs.length} programs in Perl and Python, ${failed.length} do not compile`);
process.exitCode = failed.length > 0 || programs.length === 0 ? 1 : 0;
