import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFileError } from '../../controller/file-error.ts';
import { escapeControls } from '../../diagnostic/visible-text.ts';
import { wrapText } from '../../diagnostic/wrap-text.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_INTERNAL } from '../exit-codes.ts';
import { widthOf } from '../look/width-of.ts';

/** Reports an unexpected error in one line. The stack is written to a file that only its owner may read or, with -vvv, to stderr. */
export function reportInternalError(
  error: unknown,
  words: readonly string[],
  { stderr, setExitCode }: Pick<CommandIo, 'stderr' | 'setExitCode'>,
): void {
  const { message, stack = message } = error instanceof Error ? error : { message: String(error) };
  const first = escapeControls(message.split('\n', 1)[0] ?? '').slice(0, 200);
  const write = (line: string): void => {
    for (const part of wrapText(line, widthOf(stderr), '  ')) stderr.write(`${part}\n`);
  };
  write(`internal error: ${first}`);
  if (isVerbose(words)) stderr.write(`${stack}\n`);
  else write(`This is a bug in provision. Please report it, with ${keep(stack) ?? 'what -vvv prints'}.`);
  setExitCode(EXIT_INTERNAL);
}

/** Returns the path of the file; undefined if it can't be written. */
function keep(stack: string): string | undefined {
  try {
    const path = join(mkdtempSync(join(tmpdir(), 'provision-error-')), 'stack.txt');
    writeFileSync(path, `${stack}\n`, { mode: 0o600 });
    return path;
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

function isVerbose(words: readonly string[]): boolean {
  const flags = words.filter((word) => /^-v+$/.test(word)).join('');
  return flags.replaceAll('-', '').length + words.filter((word) => word === '--verbose').length >= 3;
}
