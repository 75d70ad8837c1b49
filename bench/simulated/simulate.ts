import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, hostsDown, hostsUp, labLogin } from '../lab.ts';
import { runOnHosts } from '../on-hosts.ts';
import { measureUsage } from '../scale/measure-usage.ts';
import { writeProject } from '../scale/write-project.ts';
import { recordHost } from './record-host.ts';
import type { Recording } from './recording.ts';
import { FIRST, nameOf } from './recording.ts';

const NAME = 'simulated';
export const MAIN = join(checkout, 'dist/cli/main.js');

export interface Simulation {
  /** A directory for keys, the recording, and `project`, which has an inventory of each size. */
  readonly scratch: string;
  readonly sizes: readonly number[];
  /** Processes that simulate hosts. */
  readonly servers: number;
  /** Milliseconds that a host takes for each answer. */
  readonly delay: string;
  /** The recording's file, which is created if it does not exist. */
  readonly recording?: string | undefined;
}

/** Starts simulated hosts; resolves to their processes, which the caller must end. */
export async function simulate({ scratch, sizes, servers, delay, recording }: Simulation): Promise<ChildProcess[]> {
  for (const name of ['key', 'host-key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(scratch, name)]);
  const file = recording ?? join(scratch, 'recording.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(await record(scratch)));
  const started: Server[] = [];
  for (let count = 0; count < servers; count++) started.push(await serve({ scratch, recording: file, delay }));
  write({ scratch, directory: join(scratch, 'project'), ports: started.map(({ port }) => port), sizes });
  return started.map(({ process }) => process);
}

/** Converges a host of the lab, and records a run without changes. */
async function record(scratch: string): Promise<Recording> {
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
    write({ scratch, directory, ports: [recorder.port], sizes: [1] });
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

interface Server {
  readonly process: ChildProcess;
  readonly port: number;
}

function serve({ scratch, recording, delay }: Pick<Simulation, 'scratch' | 'delay'> & { readonly recording: string }) {
  const program = join(checkout, 'bench/build/simulated/serve-hosts.js');
  const server = spawn(process.execPath, [program, recording, join(scratch, 'host-key'), delay], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  return new Promise<Server>((resolve, reject) => {
    server.stdout?.once('data', (line: Buffer) => resolve({ process: server, port: Number(line.toString('utf8')) }));
    server.once('exit', (code) => reject(new Error(`the simulated hosts ended with ${code}`)));
  });
}

interface Wanted {
  readonly scratch: string;
  readonly directory: string;
  readonly ports: readonly number[];
  readonly sizes: readonly number[];
}

function write({ scratch, directory, ports, sizes }: Wanted): void {
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
