import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ReadStream, WriteStream } from 'node:tty';

/** The user pressed Ctrl-C or Ctrl-D at a question. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** There is no terminal to ask on. */
export class NoTerminal extends Error {
  override readonly name = 'NoTerminal';
}

/**
 * Asks on the terminal itself, so that the standard streams may be pipes, and shows nothing of the answer. Throws
 * Interrupted or NoTerminal.
 */
export async function askSecret(question: string): Promise<string> {
  const terminal = await open('/dev/tty', 'r+').catch((cause: unknown) => {
    throw new NoTerminal('there is no terminal to ask on', { cause });
  });
  const input = new ReadStream(terminal.fd);
  const output = new WriteStream(terminal.fd);
  try {
    output.write(question);
    return await readHidden(input);
  } finally {
    output.write('\n');
    input.setRawMode(false);
    input.destroy();
    output.destroy();
    await terminal.close().catch(() => undefined);
  }
}

function readHidden(input: ReadStream): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  return new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => reject(new Interrupted('interrupted at a question')));
  }).finally(() => lines.close());
}
