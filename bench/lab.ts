import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Host, Login } from './on-hosts.ts';

/** The checkout; this file is built into bench/build/. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url));
const script = `${checkout}vagrant/lab`;

/** Runs a command of `vagrant/lab`; resolves to its output. */
export async function lab(...words: string[]): Promise<string> {
  return (await promisify(execFile)(script, words, { maxBuffer: 1 << 26 })).stdout;
}

/** Creates separate hosts, one after another. */
export async function hostsUp(names: readonly string[]): Promise<Host[]> {
  const hosts: Host[] = [];
  for (const name of names) hosts.push({ name, address: (await lab('host-up', name, 'any', 'bookworm')).trim() });
  return hosts;
}

/** Removes those of the hosts that exist. */
export async function hostsDown(names: readonly string[]): Promise<void> {
  const status = await lab('status');
  const present = new Set(status.split('\n').map((line) => line.split(' ')[0]));
  for (const name of names) if (present.has(name)) await lab('host-down', name);
}

/** The login to the lab's hosts, and the file of their keys. */
export async function labLogin(host: Host): Promise<Login & { readonly knownHostsFile: string }> {
  const config = await lab('ssh-config');
  const word = (name: string): string => new RegExp(`^  ${name} (.*)$`, 'm').exec(config)?.[1] ?? '';
  if (!config.includes(host.name)) throw new Error(`${host.name} is not in the lab's ssh_config`);
  return { user: word('User'), privateKeyFile: word('IdentityFile'), knownHostsFile: word('UserKnownHostsFile') };
}

/** Runs `work` while packets to and from the hosts are delayed by half of `roundTripMs` each way. */
export async function withDelay<T>(hosts: readonly Host[], roundTripMs: number, work: () => Promise<T>): Promise<T> {
  if (roundTripMs === 0) return work();
  const links = await Promise.all(hosts.map(({ name }) => startDelay(name, roundTripMs / 2)));
  try {
    return await work();
  } finally {
    await Promise.all(links.map(stopDelay));
  }
}

function startDelay(host: string, oneWayMs: number): Promise<ChildProcess> {
  const child = spawn(script, ['delay', host, String(oneWayMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the delay of ${host} ended with ${code}`)));
  });
}

function stopDelay(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  return ended;
}
