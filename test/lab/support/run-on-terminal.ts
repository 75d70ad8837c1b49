import { spawn } from 'node:child_process';

export interface TerminalRun {
  readonly exitCode: number;
  /** All that was to be seen. */
  readonly screen: string;
}

/** Runs a program on a terminal of its own, and types an answer and Enter at each question as it appears. */
export function runOnTerminal(
  words: readonly string[],
  { cwd, answers }: { readonly cwd: string; readonly answers: Readonly<Record<string, string>> },
): Promise<TerminalRun> {
  const command = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd });
    const open = new Map(Object.entries(answers));
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      for (const [question, answer] of open) {
        if (!screen.includes(question)) continue;
        open.delete(question);
        child.stdin.write(`${answer}\r`);
      }
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, screen }));
  });
}
