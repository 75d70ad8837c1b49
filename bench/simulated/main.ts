import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout, hostsDown, hostsUp, labLogin } from '../lab.ts';
import { loadNow } from '../machine.ts';
import { runOnHosts } from '../on-hosts.ts';
import { measureUsage } from '../scale/measure-usage.ts';
import { writeProject } from '../scale/write-project.ts';
import { recordHost } from './record-host.ts';
import type { Recording } from './recording.ts';
import { FIRST, nameOf } from './recording.ts';

const NAME = 'simulated';
const MAIN = join(checkout, 'dist/cli/main.js');

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,100,300' },
    rounds: { type: 'string', default: '3' },
    servers: { type: 'string', default: '2' },
    /** Milliseconds that a host takes for each answer. */
    delay: { type: 'string', default: '0' },
    /** Of `provision apply`. */
    words: { type: 'string', default: '' },
    /** What is measured beside the checkout's own program, in turn. */
    program: { type: 'string', multiple: true, default: [] },
    /** A file that is made where there is none, and used where there is. */
    recording: { type: 'string' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const scratch = mkdtempSync(join(tmpdir(), 'provision-simulated-'));
const servers: ChildProcess[] = [];
try {
  await measure();
} finally {
  for (const server of servers) server.kill();
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  for (const name of ['key', 'host-key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(scratch, name)]);
  const file = values.recording ?? join(scratch, 'recording.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(await record()));
  const ports: number[] = [];
  for (let count = 0; count < Number(values.servers); count++) ports.push(await serve(file));
  write({ directory: join(scratch, 'project'), ports, sizes: [...new Set([1, ...sizes])] });
  const programs = [MAIN, ...values.program];
  const first = new Map<string, { readonly cpuMs: number; readonly memoryMb: number }>();
  for (const size of [...new Set([1, ...sizes])])
    for (let round = 0; round < Number(values.rounds); round++)
      for (const program of programs) {
        const usage = await run(program, size);
        const one = first.get(program) ?? usage;
        if (size === 1 && one.cpuMs >= usage.cpuMs) first.set(program, usage);
        const above = (name: 'cpuMs' | 'memoryMb'): string =>
          size === 1 ? '-' : ((usage[name] - one[name]) / (size - 1)).toFixed(2);
        process.stdout.write(
          `${program} hosts ${size}: ${Math.round(usage.cpuMs)} ms (main ${Math.round(usage.mainMs)}), ${Math.round(usage.memoryMb)} MB, ` +
            `${Math.round(usage.wallMs)} ms wall; a host above the first ${above('cpuMs')} ms, ${above('memoryMb')} MB; load ${loadNow()}\n`,
        );
      }
}

async function run(program: string, size: number): ReturnType<typeof measureUsage> {
  const words = ['apply', '-i', `scale-${size}`, '-p', 'scale', '--forks', '100', ...values.words.split(' ')];
  const usage = await measureUsage({
    scratch,
    directory: join(scratch, 'project'),
    words: [program, ...words.filter((word) => word !== '')],
  });
  if (!usage.output.includes('No changes. ')) throw new Error(`something was changed:\n${usage.output.slice(-1500)}`);
  return usage;
}

/** Converges a host of the lab, and records a run to which nothing is left to do. */
async function record(): Promise<Recording> {
  await hostsDown([NAME]);
  const [host] = await hostsUp([NAME]);
  if (!host) throw new Error('no host');
  try {
    const login = await labLogin(host);
    const publicKey = readFileSync(`${join(scratch, 'key')}.pub`, 'utf8').trim();
    await runOnHosts([host], login, () => `mkdir -p /etc/scale && echo '${publicKey}' >/root/.ssh/authorized_keys\n`);
    const root = { user: 'root', privateKeyFile: join(scratch, 'key') };
    const recorder = await recordHost(host, root, readFileSync(join(scratch, 'host-key'), 'utf8'));
    const directory = join(scratch, 'recorded');
    write({ directory, ports: [recorder.port], sizes: [1] });
    const words = [MAIN, 'apply', '-i', 'scale-1', '-p', 'scale'];
    await measureUsage({ scratch, directory, words });
    const { output } = await measureUsage({ scratch, directory, words });
    if (!output.includes('No changes. ')) throw new Error(`the host has not converged:\n${output.slice(-1500)}`);
    const [hello, ...replies] = recorder.replies;
    if (hello === undefined) throw new Error('nothing was recorded');
    recorder.close();
    const texts = await runOnHosts(
      [host],
      root,
      () => 'for file in /etc/scale/*; do cat "$file"; printf "\\001"; done\n',
    );
    return { hello, replies: [...replies], files: (texts.get(host.name) ?? '').split('\u0001').slice(0, -1) };
  } finally {
    await hostsDown([NAME]);
  }
}

function serve(recording: string): Promise<number> {
  const program = join(checkout, 'bench/build/simulated/serve-hosts.js');
  const server = spawn(process.execPath, [program, recording, join(scratch, 'host-key'), values.delay], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.stdout?.once('data', (line: Buffer) => resolve(Number(line.toString('utf8'))));
    server.once('exit', (code) => reject(new Error(`the simulated hosts ended with ${code}`)));
  });
}

interface Wanted {
  readonly directory: string;
  readonly ports: readonly number[];
  readonly sizes: readonly number[];
}

function write({ directory, ports, sizes }: Wanted): void {
  const knownHostsFile = join(scratch, 'known_hosts');
  const [type = '', key = ''] = readFileSync(`${join(scratch, 'host-key')}.pub`, 'utf8').split(' ');
  writeFileSync(knownHostsFile, ports.map((port) => `[127.*]:${port} ${type} ${key}\n`).join(''));
  const hosts = Array.from({ length: Math.max(...sizes) }, (_, index) => {
    const number = FIRST + index;
    return {
      name: nameOf(number),
      address: `127.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
      port: ports[index % ports.length] ?? 0,
      number,
    };
  });
  writeProject({
    directory,
    hosts,
    login: { user: 'root', privateKeyFile: join(scratch, 'key'), knownHostsFile },
    sizes,
  });
}
