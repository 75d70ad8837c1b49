import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { isAbsent, toUnreadable, UnreadableFile } from './file-error.ts';
import { isDangling, kindOfStats } from './file-kind.ts';
import { noteRead } from './read-log.ts';

export interface ReadOptions {
  /** The path as a message names it. */
  readonly shown?: string | undefined;
  /** A larger file is not read. */
  readonly mostBytes?: number | undefined;
}

/**
 * The content of a regular file of the controller. Never waits: a pipe, a device, a directory and whatever else cannot be read
 * give `UnreadableFile`. `shown` is the path as a message names it.
 */
export const readBytes = (path: string, shown = path): Buffer => withFile(path, { shown }, readAll);

/** As `readBytes`, but passes on the content in parts, so that a large file costs little memory. */
export function readParts(path: string, onPart: (part: Buffer) => void, options: ReadOptions = {}): void {
  withFile(path, options, (descriptor) => {
    const part = Buffer.allocUnsafe(PART_BYTES);
    for (;;) {
      const length = readSync(descriptor, part);
      if (length === 0) return;
      onPart(part.subarray(0, length));
    }
  });
}

const PART_BYTES = 1024 * 1024;

const readAll = (descriptor: number): Buffer => readFileSync(descriptor);

function withFile<T>(path: string, { shown = path, mostBytes }: ReadOptions, read: (descriptor: number) => T): T {
  let descriptor: number | undefined;
  try {
    // without O_NONBLOCK the opening of a pipe waits for a writer
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const found = fstatSync(descriptor);
    const kind = kindOfStats(found);
    if (kind !== 'file') throw new UnreadableFile(shown, `it is ${kind}`);
    if (mostBytes !== undefined && found.size > mostBytes)
      throw new UnreadableFile(shown, `it has more than ${String(mostBytes / 1024 / 1024)} MB`);
    noteRead(path);
    return read(descriptor);
  } catch (error) {
    if (isAbsent(error) && isDangling(path)) throw new UnreadableFile(shown, 'its link leads nowhere', error);
    throw toUnreadable(shown, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The text of a regular file of the controller. Throws `UnreadableFile`, also where it is not text in UTF-8. */
export const readText = (path: string, options: ReadOptions = {}): string =>
  decodeText(withFile(path, options, readAll), options.shown ?? path);

/** As `readBytes`, of a file that the command line names: a shell's `<(command)` and /dev/stdin are read to their end. */
export function readGivenBytes(path: string): Buffer {
  if (!/^\/(dev\/(fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/.test(path)) return readBytes(path);
  try {
    return readFileSync(path);
  } catch (error) {
    throw toUnreadable(path, error);
  }
}

/** As `readText`, of a file that the command line names. */
export const readGivenText = (path: string): string => decodeText(readGivenBytes(path), path);

/** Text of bytes. Throws `UnreadableFile` where they are not UTF-8, or hold a NUL. */
export function decodeText(bytes: Buffer, shown: string): string {
  if (isUtf16(bytes)) throw new UnreadableFile(shown, 'it is text in UTF-16, and has to be in UTF-8');
  const text = bytes.toString('utf8');
  const odd = text.search(/[\0\ufffd]/);
  if (odd < 0 || (text[odd] !== '\0' && bytes.equals(Buffer.from(text)))) return text;
  throw new UnreadableFile(shown, `it is not text in UTF-8 (see line ${text.slice(0, odd).split('\n').length})`);
}

const isUtf16 = (bytes: Buffer): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
