import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ReadStream, WriteStream } from 'node:tty';

/** The user pressed Ctrl-C or Ctrl-D at a prompt. */
export class QuestionInterrupted extends Error {
  override readonly name = 'QuestionInterrupted';
}

/** There is no terminal to prompt on. */
export class NoTerminal extends Error {
  override readonly name = 'NoTerminal';
  readonly question: string;

  constructor(question: string, cause?: unknown) {
    super('there is no terminal to ask on', { cause });
    this.question = question;
  }
}

/**
 * Prompts for a line on the terminal itself, so that the standard streams may be pipes. Without echo, nothing is shown of the
 * answer. Throws QuestionInterrupted or NoTerminal.
 */
export async function askLine(question: string, { echo }: { readonly echo: boolean }): Promise<string> {
  const terminal = await open('/dev/tty', 'r+').catch((cause: unknown) => {
    throw new NoTerminal(question, cause);
  });
  const input = new ReadStream(terminal.fd);
  const output = new WriteStream(terminal.fd);
  try {
    return await readLine(question, input, { screen: output, echo });
  } finally {
    input.setRawMode(false);
    input.destroy();
    output.destroy();
    await terminal.close().catch(() => undefined);
  }
}

/** Whether there is a terminal to prompt on. */
export async function hasTerminal(): Promise<boolean> {
  const terminal = await open('/dev/tty', 'r+').catch(() => undefined);
  await terminal?.close();
  return terminal !== undefined;
}

/** Prompts for a secret, without echo. */
export const askSecret = (question: string): Promise<string> => askLine(question, { echo: false });

function readLine(
  question: string,
  input: ReadStream,
  { screen, echo }: { readonly screen: WriteStream; readonly echo: boolean },
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: echo ? screen : nowhere, terminal: true, historySize: 0 });
  if (echo) lines.setPrompt(question);
  else screen.write(question);
  if (echo) lines.prompt();
  let isLineEnded = false;
  return new Promise<string>((resolve, reject) => {
    lines.once('line', (answer) => {
      isLineEnded = echo;
      resolve(answer);
    });
    lines.once('close', () => reject(new QuestionInterrupted('interrupted at a prompt')));
  }).finally(() => {
    lines.close();
    if (!isLineEnded) screen.write('\n');
  });
}
