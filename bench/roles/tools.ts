import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { checkout } from '../lab.ts';

export type Tool = 'ansible-playbook' | 'provision';
export const TOOLS: readonly Tool[] = ['provision', 'ansible-playbook'];

/** The result of a tool's run. */
export interface Run {
  readonly seconds: number;
  readonly exitCode: number;
  /** Number of changed tasks, or of tasks with pending changes. */
  readonly changed: number;
  /** One line for each failed task. */
  readonly failures: readonly string[];
}

/** A run with its output. */
export type ToldRun = Run & { readonly output: string };

const LIMIT_MS = 1_200_000;

/** Runs a tool with the project of one role; `check` is its dry run. A failure of the role is a result, not an error. */
export async function runTool(tool: Tool, directory: string, check: boolean): Promise<ToldRun> {
  const words = ['-i', 'hosts.yml', '-e', '@vars.yml', ...(check ? ['--check'] : [])];
  const argv = tool === 'provision' ? provision(words) : ['ansible-playbook', 'play.yml', ...words];
  const start = performance.now();
  const { exitCode, output } = await run(argv, directory);
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  const told = tool === 'provision' ? readProvision(output, exitCode) : readAnsible(output);
  return { seconds, exitCode, output, ...told };
}

const provision = (words: readonly string[]): string[] => [
  'node',
  join(checkout, 'dist/cli/main.js'),
  'apply',
  'play.yml',
  ...words,
  '--output',
  'json',
];

function run(argv: readonly string[], directory: string): Promise<{ exitCode: number; output: string }> {
  const [program = '', ...rest] = argv;
  const environment = { ANSIBLE_ROLES_PATH: 'roles', ANSIBLE_COLLECTIONS_PATHS: 'collections:/usr/lib/python3/dist-packages' };
  const child = spawn(program, rest, {
    cwd: directory,
    env: { ...process.env, ...environment, ANSIBLE_PIPELINING: 'True', ANSIBLE_NOCOLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}

/** Parses the recap and the failures in the output of `ansible-playbook`. */
export function readAnsible(output: string): Pick<Run, 'changed' | 'failures'> {
  const changed = /ok=\d+\s+changed=(\d+)/.exec(output)?.[1];
  const failures: string[] = [];
  let task = '';
  const lines = output.split('\n');
  lines.forEach((line, index) => {
    task = /^(?:TASK|RUNNING HANDLER) \[(.*)\]/.exec(line)?.[1] ?? task;
    const [, name, text] = /^(?:fatal|failed): \[[^\]]*\](.*?)(?:=> |: )(.*)$/.exec(line) ?? [];
    if (name !== undefined && lines[index + 1] !== '...ignoring') failures.push(`${task}: ${messageOf(text ?? '')}`);
  });
  if (changed === undefined && failures.length === 0) failures.push(output.trim().slice(-300));
  return { changed: Number(changed ?? 0), failures };
}

const messageOf = (text: string): string => (/"msg": "((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text).slice(0, 300);

const host = z.object({ changed: z.number(), wouldChange: z.number(), mayChange: z.number() });
const failure = z.object({
  task: z.object({ name: z.string().optional() }),
  failure: z.object({ message: z.string(), stderr: z.string().optional() }).optional(),
});
const document = z.object({ hosts: z.record(z.string(), host), failures: z.array(failure), problems: z.array(z.unknown()) });

/** The same for `provision --output json`, which precedes its stderr. */
export function readProvision(output: string, exitCode: number): Pick<Run, 'changed' | 'failures'> {
  const text = /^\{$[\s\S]*?^\}$/m.exec(output)?.[0];
  if (text === undefined) return { changed: 0, failures: exitCode === 0 ? [] : [(/^error\[.*(?:\n.*)*/m.exec(output)?.[0] ?? output.trim()).slice(0, 300)] };
  const { hosts, failures, problems } = document.parse(JSON.parse(text));
  const counts = Object.values(hosts).map(({ changed, wouldChange, mayChange }) => changed + wouldChange + mayChange);
  return {
    changed: counts.reduce((sum, count) => sum + count, 0),
    failures: [
      ...failures.map(({ task, failure }) => `${task.name ?? ''}: ${failure?.message ?? 'failed'}`),
      ...problems.map((problem) => JSON.stringify(problem).slice(0, 300)),
    ],
  };
}
