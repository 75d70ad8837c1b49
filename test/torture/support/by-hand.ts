import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOSTS } from './playbook.ts';
import { readLog } from './run-ansible.ts';

/** A directory of a play that was written by hand: `site.yml`, what it names, and `arguments`, one line of the command line. */
const PLAYS = join(import.meta.dirname, '../plays');
const PROGRAM = join(import.meta.dirname, '../../../dist/cli/main.js');

/** What a run of it left on each host, and whether it succeeded. */
export interface HandOutcome {
  readonly logs: Readonly<Record<string, readonly string[]>>;
  readonly isSuccess: boolean;
  /** What was printed, for who looks for the reason of a difference. */
  readonly printed: string;
}

export const playNames = (): string[] => readdirSync(PLAYS).sort();

/** What is done otherwise on purpose, as `differs.json` has it with the reason; undefined: nothing. */
export function intendedOutcome(name: string): Omit<HandOutcome, 'printed'> | undefined {
  const path = join(PLAYS, name, 'differs.json');
  if (!existsSync(path)) return undefined;
  const { logs, isSuccess } = JSON.parse(readFileSync(path, 'utf8')) as Omit<HandOutcome, 'printed'>;
  return { logs, isSuccess };
}

export const runWithAnsible = (name: string): Promise<HandOutcome> =>
  run(name, ['ansible-playbook', '-i', 'hosts'], { ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCALHOST_WARNING: 'False' });

export const runWithProvision = (name: string): Promise<HandOutcome> =>
  run(name, [process.execPath, PROGRAM, '-i', 'hosts', '--output', 'plain', '--lock-timeout', '600'], {});

async function run(name: string, command: readonly string[], more: NodeJS.ProcessEnv): Promise<HandOutcome> {
  const directory = mkdtempSync(join(tmpdir(), 'by-hand-'));
  try {
    cpSync(join(PLAYS, name), directory, { recursive: true });
    for (const host of HOSTS) mkdirSync(join(directory, host));
    writeFileSync(join(directory, 'hosts'), inventory(directory));
    const [program, ...args] = [...command, ...argumentsOf(directory), 'site.yml'];
    const env = { ...process.env, ANSIBLE_HOME: join(directory, '.ansible'), ...more };
    const { printed, status } = await runToEnd(program, args, { cwd: directory, env });
    const logs = HOSTS.map((host) => [host, readLog(join(directory, host, 'log')).map(withoutDirectory(directory))]);
    return { logs: Object.fromEntries(logs) as HandOutcome['logs'], isSuccess: status === 0, printed };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const withoutDirectory =
  (directory: string) =>
  (line: string): string =>
    line.replaceAll(directory, '');

/** Words apart, as a line of the file has them; none holds a blank but between quotes. */
function argumentsOf(directory: string): string[] {
  const path = join(directory, 'arguments');
  const words = existsSync(path) ? readFileSync(path, 'utf8').match(/"[^"]*"(?=\s)|\S+/g) : [];
  return (words ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));
}

function inventory(directory: string): string {
  const hosts = HOSTS.map(
    (host) =>
      `${host} ansible_connection=local ansible_python_interpreter=/usr/bin/python3 root=${join(directory, host)}\n`,
  );
  return `${hosts.join('')}[odd]\nh1\nh3\n[even]\nh2\n`;
}

function runToEnd(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly printed: string; readonly status: number | null }> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ printed, status }));
  });
}
