// node scripts/build.mjs [--bundle-only] : bundles src/ into dist/: the program as one file, next to V8's code for it, so that it starts without
// resolving, opening, reading and compiling hundreds of files. dist/ is usable during a build: files are replaced atomically, by a file of the same
// name only for entry points, and unneeded files are removed last; `npx` may build at any time, also while tests run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import './generate-registry.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
/** Modules that scripts/docs imports. */
const documented = [
  'cli/create-program',
  'cli/manual',
  'diagnostic/catalogue',
  'expression/library/forms',
  'expression/library/library',
  'expression/jinja/plugin-table',
  'keywords/fact-table',
  'keywords/keywords',
  'keywords/magic-table',
  'modules/registry',
  'module-api/file-attributes',
  'module-api/not-taken',
  'module-api/param-meta',
  'plan-file/render-plan-reference',
  'report/events/render-events-reference',
];

/** ssh2 has optional parts in C++ that npm builds if possible. They are loaded from the package, as by ssh2 itself; without them, ssh2 uses JavaScript. */
const besideNativeParts = 'ssh2/lib/protocol/crypto.js';
const nativeParts = {
  name: 'native parts of ssh2',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^cpu-features$|\.node$/ }, ({ path }) => ({ path, namespace: 'native' }));
    onLoad({ filter: /./, namespace: 'native' }, ({ path }) => ({
      contents: `module.exports = require('node:module').createRequire(require.resolve('${besideNativeParts}'))('${path}');`,
    }));
  },
};
/** A client needs neither ssh2's server nor its HTTP agents, which load much of Node. */
const ssh2Client = {
  name: 'client of ssh2',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^ssh2$/ }, () => ({ path: 'ssh2', namespace: 'client' }));
    onLoad({ filter: /./, namespace: 'client' }, () => ({
      contents: `const { BaseAgent, OpenSSHAgent } = require('ssh2/lib/agent.js');
        const { parseKey } = require('ssh2/lib/protocol/keyParser.js');
        module.exports = { BaseAgent, Client: require('ssh2/lib/client.js'), OpenSSHAgent, utils: { parseKey } };`,
      resolveDir: root,
    }));
  },
};

const common = {
  absWorkingDir: root,
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'linked',
  // programs for hosts, and the style and script of a report's page
  loader: { '.sh': 'text', '.py': 'text', '.pl': 'text', '.css': 'text', '.browser.js': 'text' },
  // its files are bundled; this one determines the location of the package
  external: [besideNativeParts],
  write: false,
  logLevel: 'warning',
  plugins: [nativeParts, ssh2Client],
};
// shared runs, which are loaded only with --cluster, together with the packages that they need
const { outputFiles: cluster } = await build({
  ...common,
  entryPoints: ['src/cluster/cluster.ts'],
  entryNames: 'cli/[name]-[hash]',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  external: [...common.external, 'pg-boss'],
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: 'none',
});
const clusterFile = basename(cluster.find(({ path }) => path.endsWith('.cjs')).path);
const clusterBeside = {
  name: 'cluster as a file of its own',
  setup({ onResolve }) {
    onResolve({ filter: /\/cluster\/cluster\.ts$/ }, () => ({ path: `./${clusterFile}`, external: true }));
  },
};
const { outputFiles: program } = await build({
  ...common,
  plugins: [...common.plugins, clusterBeside],
  // CommonJS cannot use import: external modules are required
  supported: { 'dynamic-import': false },
  entryPoints: ['src/cli/program.ts'],
  entryNames: '[dir]/[name]-[hash]',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // without comments it is ASCII, which V8 stores in half the memory; Node prints the line of an error
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: 'none',
  // all of it is strict, like modules
  banner: { js: '"use strict";const __url=require("node:url").pathToFileURL(__filename).href;' },
  define: { 'import.meta.url': '__url' },
});
const { path: programPath, contents } = program.find(({ path }) => path.endsWith('.cjs'));
if (contents.some((byte) => byte > 0x7f)) throw new Error(`${programPath} is not ASCII`);
// CommonJS cannot use import
const [imported] = /\bimport\("[^"]*"\)/.exec(Buffer.from(contents).toString('latin1')) ?? [];
if (imported !== undefined) throw new Error(`${programPath} has ${imported}: import it at the top of its file`);
const { outputFiles: launchers } = await build({
  ...common,
  entryPoints: [...['main', 'compile-bundle', 'optimize-later'].map((name) => `src/cli/${name}.ts`), 'src/library.ts'],
  format: 'esm',
  define: {
    PROGRAM: JSON.stringify(`./${basename(programPath)}`),
    PROGRAM_FROM_ROOT: JSON.stringify(`./cli/${basename(programPath)}`),
  },
});
const { outputFiles: forDocs } = await build({
  ...common,
  external: [...common.external, 'pg-boss'],
  entryPoints: documented.map((name) => `src/${name}.ts`),
  splitting: true,
  format: 'esm',
  chunkNames: 'chunks/[name]-[hash]',
  // CommonJS packages in the bundle require Node's built-in modules
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
});

// imported files are written before the files that import them
for (const file of [...cluster, ...program, ...forDocs.sort(chunksFirst), ...launchers.filter(isNoMain)]) replace(file);
// this runs the program, which `npm ci` does not need
if (!process.argv.includes('--bundle-only')) keepCode();
for (const file of launchers.filter((file) => !isNoMain(file))) replace(file);
const made = new Set([...cluster, ...program, ...launchers, ...forDocs].map(({ path }) => path));
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  // files with other suffixes belong to a concurrent build
  if (/\.(c?js|map)$/.test(path) && !made.has(path)) rmSync(path, { force: true });
  if (path.endsWith('.code') && !path.startsWith(`${programPath}.`)) rmSync(path, { force: true });
}

function chunksFirst(a, b) {
  const order = ({ path }) => (dirname(path) === join(dist, 'chunks') ? 0 : 1);
  return order(a) - order(b);
}

function isNoMain({ path }) {
  return basename(path) !== 'main.js';
}

/** Runs the commands whose code is stored in a separate process. */
function keepCode() {
  const script = join(root, 'scripts/keep-code.mjs');
  const { status } = spawnSync(process.execPath, [script, programPath], { stdio: 'inherit' });
  if (status !== 0) throw new Error('what V8 compiles of the program could not be kept');
}

function replace({ path, contents }) {
  if (Buffer.from(contents).equals(readOrNothing(path))) return;
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, contents, { mode: path === join(dist, 'cli/main.js') ? 0o755 : 0o644 });
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
