import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANSIBLE } from './dialects.ts';
import { HOSTS } from './playbook.ts';
import type { TortureOutcome, TorturePlaybook } from './playbook.ts';
import { renderPlaybook } from './render-playbook.ts';

/** Runs a playbook with ansible-playbook on this machine, which stands for all hosts, each with a directory of its own. */
export async function runAnsible(playbook: TorturePlaybook): Promise<TortureOutcome> {
  const directory = mkdtempSync(join(tmpdir(), 'torture-ansible-'));
  try {
    for (const host of HOSTS) mkdirSync(join(directory, host));
    for (const [name, text] of Object.entries(renderPlaybook(playbook, ANSIBLE)))
      writeFileSync(join(directory, name), text);
    const lines = HOSTS.map((host) => `${host} ansible_connection=local root=${join(directory, host)}\n`);
    writeFileSync(join(directory, 'hosts'), lines.join(''));
    const tags = playbook.tags ? [`--${playbook.tags.flag}`, playbook.tags.tag] : [];
    const { stdout, status } = await run(directory, ['-i', 'hosts', ...tags, 'site.yml']);
    // 8: a failure on some ended the play for all
    if (![0, 2, 8, 10].includes(status)) throw new Error(`ansible-playbook ended with ${status}:\n${stdout}`);
    return {
      logs: Object.fromEntries(HOSTS.map((host) => [host, readLog(join(directory, host, 'log'))])),
      rescued: countOf(stdout, 'rescued'),
      ignored: countOf(stdout, 'ignored'),
      failed: countOf(stdout, 'failed'),
      isSuccess: status === 0,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The lines of a log; none where nothing was logged. */
export const readLog = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];

/** A column of the recap by host; the recap leaves out hosts that did nothing. */
function countOf(stdout: string, column: string): Record<string, number> {
  const rows = stdout.matchAll(new RegExp(`^(\\S+) +: .*\\b${column}=(\\d+)`, 'gm'));
  const found = new Map([...rows].map(([, host = '', count = '0']) => [host, Number(count)]));
  return Object.fromEntries(HOSTS.map((host) => [host, found.get(host) ?? 0]));
}

function run(cwd: string, args: readonly string[]): Promise<{ readonly stdout: string; readonly status: number }> {
  const env = { ...process.env, ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCALHOST_WARNING: 'False', ANSIBLE_HOME: cwd };
  const child = spawn('ansible-playbook', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ stdout: Buffer.concat(chunks).toString('utf8'), status: status ?? -1 }));
  });
}
