// node snapshot.mjs HOST UPPER_LAYER IGNORE_FILE : prints a stable, sorted listing of a host's state, one item per line: the files in the upper
// layer of its overlay, the state of every unit, every process. Two listings are equal if nothing has changed in between.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

const [host, upperLayer, ignoreFile] = process.argv.slice(2);
const ignored = parseIgnoreFile(readFileSync(ignoreFile, 'utf8'));

const lines = [
  ...files('').map(({ path, facts }) => ['file', path, ...facts]),
  ...units().map(([name, ...states]) => ['unit', name, ...states]),
  ...processes().map((words) => ['process', words]),
].filter(([kind, name]) => !ignored.some((entry) => entry.kind === kind && entry.pattern.test(name)));
process.stdout.write(lines.map((line) => `${line.join('\t')}\n`).sort().join(''));

function parseIgnoreFile(text) {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
    const [, kind, pattern, reason] = /^(file|unit|process)\t(.+?)\t(.+)$/.exec(line) ?? [];
    if (reason === undefined) throw new Error(`${ignoreFile}: not "kind, pattern, reason" with tabs between: ${line}`);
    return { kind, pattern: new RegExp(`^(?:${pattern})$`) };
  });
}

function files(directory) {
  return readdirSync(join(upperLayer, directory)).flatMap((name) => {
    const path = `${directory}/${name}`;
    const facts = describe(path);
    if (facts === undefined) return [];
    return facts[0] === 'directory' ? [{ path, facts }, ...files(path)] : [{ path, facts }];
  });
}

// a file may vanish between the listing and its examination, since the host is running
function describe(path) {
  try {
    const full = join(upperLayer, path);
    const stat = lstatSync(full);
    const common = [(stat.mode & 0o7777).toString(8).padStart(4, '0'), `${stat.uid}:${stat.gid}`];
    if (stat.isDirectory()) return ['directory', ...common];
    if (stat.isSymbolicLink()) return ['link', ...common, readlinkSync(full)];
    // overlayfs represents a removed file of the lower layer as a character device 0:0
    if (stat.isCharacterDevice() && stat.rdev === 0) return ['removed'];
    if (!stat.isFile()) return ['special', ...common];
    const hash = createHash('sha256').update(readFileSync(full)).digest('hex');
    return ['file', ...common, stat.size, stat.mtime.toISOString(), hash];
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function units() {
  const list = onHost('systemctl', 'list-units', '--all', '--full', '--plain', '--no-legend', '--no-pager');
  return list.map((line) => line.trim().split(/\s+/).slice(0, 4));
}

function processes() {
  return onHost('ps', '-e', '-o', 'user:32,args', '--no-headers', '-ww')
    .map((line) => line.trim().replace(/^(\S+)\s+/, '$1 '))
    .filter((words) => !words.includes('ps -e -o user:32,args'));
}

function onHost(...command) {
  const output = execFileSync('lxc-attach', ['-n', host, '--clear-env', '--', ...command], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return output.split('\n').filter((line) => line !== '');
}
