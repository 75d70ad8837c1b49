import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { NoTerminal } from '../../src/cli/run/ask-line.ts';
import { runProgram } from '../../src/cli/program.ts';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';

/** What stands at a path: a text, or something that is no text. */
export type MistakeFile =
  | string
  | { readonly link: string }
  | { readonly pipe: true }
  | { readonly directory: true }
  | { readonly base64: string }
  | { readonly start?: string; readonly repeat: string; readonly times: number; readonly end?: string }
  | { readonly text: string; readonly mode: string };

/** One mistake of a user, and what the program says of it. `test/mistakes/README.md` has the keys. */
export interface Mistake {
  readonly name: string;
  readonly files?: Readonly<Record<string, MistakeFile>>;
  readonly task?: string;
  readonly tasks?: string;
  readonly play?: string;
  readonly role?: Readonly<Record<string, string>>;
  readonly run?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly code: number;
  readonly shows?: readonly string[];
  readonly hides?: readonly string[];
}

export interface Said {
  readonly code: number;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

export const COLUMNS = 80;

/** Runs the program in a project of its own, without a terminal to ask on, on a screen of 80 columns. */
export async function runMistake(mistake: Mistake, ...given: [columns?: number | undefined]): Promise<Said> {
  const columns = given.length === 0 ? COLUMNS : given[0];
  const directory = mkdtempSync(join(tmpdir(), 'mistake-'));
  const back = process.cwd();
  for (const [path, file] of Object.entries({ ...projectOf(mistake), ...mistake.files }))
    write(join(directory, path), file);
  process.chdir(directory);
  try {
    return await say(mistake.run ?? ['lint', '-i', 'hosts.yml'], mistake.env ?? {}, columns);
  } finally {
    process.chdir(back);
    rmSync(directory, { recursive: true, force: true });
  }
}

function projectOf({ task, tasks, play, role }: Mistake): Record<string, string> {
  const list = task === undefined ? tasks : `- ${indent(task, 2)}`;
  const own = role ? '  roles: [web]\n' : '';
  const site = play ?? `- hosts: all\n${own}${list === undefined ? '' : `  tasks:\n    ${indent(list, 4)}\n`}`;
  const parts = Object.entries(role ?? {}).map(([part, text]): [string, string] => [
    `roles/web/${part}/main.yml`,
    text,
  ]);
  return { 'hosts.yml': 'all: { hosts: { web1: } }\n', 'playbooks/site.yml': site, ...Object.fromEntries(parts) };
}

const indent = (text: string, by: number): string => text.trimEnd().replaceAll('\n', `\n${' '.repeat(by)}`);

function write(path: string, file: MistakeFile): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof file === 'string') writeFileSync(path, file);
  else if ('link' in file) symlinkSync(file.link, path);
  else if ('pipe' in file) execFileSync('mkfifo', [path]);
  else if ('directory' in file) mkdirSync(path);
  else if ('base64' in file) writeFileSync(path, Buffer.from(file.base64, 'base64'));
  else if ('repeat' in file)
    writeFileSync(path, (file.start ?? '') + file.repeat.repeat(file.times) + (file.end ?? ''));
  else {
    writeFileSync(path, file.text);
    chmodSync(path, Number.parseInt(file.mode, 8));
  }
}

async function say(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  columns: number | undefined,
): Promise<Said> {
  let text = '';
  let code = 0;
  const diagnostics: Diagnostic[] = [];
  const screen = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk.toString();
        done();
      },
    }),
    { columns },
  );
  await runProgram(
    {
      stdin: Readable.from([]),
      stdout: screen,
      stderr: screen,
      env,
      prompt: (question) => Promise.reject(new NoTerminal(question)),
      setExitCode: (given) => (code = given),
      onDiagnostic: (each) => diagnostics.push(each),
    },
    [...words],
  );
  return { code, text, diagnostics };
}
