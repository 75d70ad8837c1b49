// node scripts/pack.mjs [DIRECTORY] : creates the npm package, NAME-VERSION.tgz, in a directory (by default the current one): the program as one file,
// the roles, the manual page and the documentation. It depends on no other package. `npm publish NAME-VERSION.tgz` publishes it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import './build.mjs';

const MOST_BYTES = 3_000_000;
const EXPORTS = {
  '.': { types: './dist/library.d.ts', default: './dist/library.js' },
  './package.json': './package.json',
};
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const target = resolve(process.argv[2] ?? '.');
const stage = mkdtempSync(join(tmpdir(), 'provision-pack-'));
try {
  const { manPage } = await import('./docs/man-page.mjs');
  const { libraryTypes } = await import('./library-types.mjs');
  const from = (path) => join(root, path);
  const put = (path, text) => {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    writeFileSync(join(stage, path), text);
  };
  const main = readFileSync(from('dist/cli/main.js'), 'utf8');
  const [program] = /program-\w+\.cjs/.exec(main);
  put('dist/cli/main.js', withoutMap(main));
  put(`dist/cli/${program}`, withoutMap(readFileSync(from(`dist/cli/${program}`), 'utf8')));
  const [, cluster] = /"\.\/(cluster-\w+\.cjs)"/.exec(readFileSync(from(`dist/cli/${program}`), 'utf8'));
  put(`dist/cli/${cluster}`, withoutMap(readFileSync(from(`dist/cli/${cluster}`), 'utf8')));
  put('dist/library.js', withoutMap(readFileSync(from('dist/library.js'), 'utf8')));
  put('dist/library.d.ts', libraryTypes());
  for (const path of [
    'roles',
    'scaffold',
    'completion',
    'docs/guide',
    'docs/reference',
    'docs/security.md',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
  ])
    cpSync(from(path), join(stage, path), { recursive: true });
  put('man/provision.1', manPage());
  put('package.json', `${JSON.stringify(published(), null, 2)}\n`);
  mkdirSync(target, { recursive: true });
  // scripts that npm runs for other packages are ignored
  const words = ['pack', '--ignore-scripts', '--pack-destination', target, '--silent'];
  const file = join(target, execFileSync('npm', words, { cwd: stage, encoding: 'utf8' }).trim());
  const { size } = statSync(file);
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MOST_BYTES}`);
  console.log(`${file}: ${readdirSync(stage, { recursive: true }).length} files, ${(size / 1e6).toFixed(1)} MB`);
} finally {
  rmSync(stage, { recursive: true });
}

/** The package.json for users: without scripts and development packages. */
function published() {
  const { name, version, description, keywords, license, type, engines, bin, peerDependencies, peerDependenciesMeta } =
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const own = {
    name,
    version,
    description,
    keywords,
    license,
    type,
    engines,
    bin,
    exports: EXPORTS,
    man: ['man/provision.1'],
  };
  return { ...own, peerDependencies, peerDependenciesMeta };
}

/** Source maps are omitted, since they are five times as large as the program. */
function withoutMap(text) {
  return text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
}
