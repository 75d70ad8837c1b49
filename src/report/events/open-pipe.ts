import { constants, openSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFileError } from '../../controller/file-error.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { shellWord } from '../../diagnostic/shell-word.ts';
import { requireWritable } from '../require-writable.ts';

const LONGEST_MS = 60_000;
const QUIET_MS = 1000;
const INTERVAL_MS = 100;

/**
 * Opens a pipe for writing as soon as it has a reader, which must not see it closed again; an ordinary opening would block the process.
 * Returns the descriptor; undefined for anything but a pipe. Throws `InvalidInput` if no reader comes.
 */
export async function openPipe(
  path: string,
  tell: (line: string) => void,
  longestMs = LONGEST_MS,
): Promise<number | undefined> {
  if (statSync(path, { throwIfNoEntry: false })?.isFIFO() !== true) return undefined;
  for (let waitedMs = 0; ; waitedMs += INTERVAL_MS) {
    const descriptor = requireWritable('--events', path, () => openIfRead(path));
    if (descriptor !== undefined) return descriptor;
    if (waitedMs >= longestMs) throw noReader(path, longestMs);
    if (waitedMs === QUIET_MS) tell(`waiting for a reader of the pipe ${path}, at most ${longestMs / 1000} s`);
    await sleep(INTERVAL_MS);
  }
}

/** Undefined if nothing has opened the pipe for reading. */
function openIfRead(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isFileError(error) && error.code === 'ENXIO') return undefined;
    throw error;
  }
}

const noReader = (path: string, waitedMs: number): InvalidInput =>
  new InvalidInput([
    {
      code: 'output-file',
      severity: 'error',
      summary: `--events ${path} is a pipe that nothing has read for ${waitedMs / 1000} s`,
      suggestion: `Start a reader first, such as \`cat ${shellWord(path)} &\`, or name a file.`,
      range: placeOf(`--events ${path}`),
    },
  ]);
