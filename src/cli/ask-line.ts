import { createInterface } from 'node:readline/promises';
import { askSecret } from './ask-secret.ts';

/** Asks for a line on the terminal. Without echo the answer is not shown. */
export async function askLine(question: string, echo: boolean): Promise<string> {
  if (!echo) return askSecret(question);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(`${question} `);
  } finally {
    terminal.close();
  }
}
