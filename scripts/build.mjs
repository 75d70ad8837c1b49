// node scripts/build.mjs : bundles src/ into dist/, so that the program opens a few dozen files when it starts instead of six hundred.
// What is loaded on demand (a command, a module) stays a file of its own. dist/ is usable all the while: a file is replaced whole, by one
// of the same name only when the name is an entry's, and what is no longer needed goes last; `npx` builds when it likes, under running tests too.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const program = 'cli/main';
/** What scripts/docs reads. */
const documented = [
  'cli/create-program',
  'diagnostic/catalogue',
  'expression/library/forms',
  'expression/library/library',
  'module/file-attributes',
  'module/param-meta',
  'modules/registry',
  'report/render-events-reference',
];

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: [program, ...documented].map((name) => `src/${name}.ts`),
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  // it has a part in C++, which is found beside it
  external: ['ssh2'],
  // CommonJS packages in the bundle require what Node itself brings
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  write: false,
  logLevel: 'warning',
});

// entries last: whatever they import is there by then
const order = (path) => (relative(dist, path).startsWith('chunks') ? 0 : 1);
for (const { path, contents } of outputFiles.sort((a, b) => order(a.path) - order(b.path))) replace(path, contents);
const made = new Set(outputFiles.map(({ path }) => path));
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  // what ends otherwise is another build's, on its way
  if (/\.(js|map)$/.test(path) && !made.has(path)) rmSync(path, { force: true });
}

function replace(path, contents) {
  if (Buffer.from(contents).equals(readOrNothing(path))) return;
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, contents, { mode: path === join(dist, `${program}.js`) ? 0o755 : 0o644 });
  renameSync(partial, path);
}

function readOrNothing(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return Buffer.alloc(0);
  }
}
