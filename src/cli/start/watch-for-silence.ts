import type * as fs from 'node:fs';

/**
 * The program of a thread of its own, which gets only this function's text: it may use nothing of the module.
 *
 * A signal's handler in C writes a message of 16 bytes to a pipe of the event loop: a pointer, then the signal's number (libuv, src/unix/signal.c). While
 * the main thread answers, as `beats` tells, nothing is read. Once it has not for 1.35 s, the pipes are looked at, and SIGINT, SIGTERM or SIGHUP
 * end the process, 1.5 s at the latest after the main thread was last heard of; any other message is put back.
 */
export function watchForSilence(beats: Int32Array, files: typeof fs): void {
  const { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, writeSync, constants } = files;
  const LOOK_EVERY_MS = 150;
  const SILENT_LOOKS = 9;
  const MESSAGE_BYTES = 16;
  const ENDING = [1, 2, 15];
  const ACCESS_MODE = 3;
  const FDS = '/proc/self/fd';
  let seen = -1;
  let silent = 0;

  setInterval(() => {
    const now = Atomics.load(beats, 0);
    silent = now === seen ? silent + 1 : 0;
    seen = now;
    if (silent >= SILENT_LOOKS && listPipes().some(hasEndingSignal)) end();
  }, LOOK_EVERY_MS);

  /** Read ends of the pipes that this process has both ends of, and reads without waiting. */
  function listPipes(): string[] {
    const targets = readdirSync(FDS).map((fd) => ({ fd, target: targetOf(fd) }));
    const pipes = targets.filter(({ target }) => target.startsWith('pipe:'));
    return pipes
      .filter(({ target }) => pipes.filter((other) => other.target === target).length === 2)
      .map(({ fd }) => fd)
      .filter((fd) => {
        const flags = parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0', 8);
        return (flags & ACCESS_MODE) === constants.O_RDONLY && (flags & constants.O_NONBLOCK) !== 0;
      });
  }

  function targetOf(fd: string): string {
    try {
      return readlinkSync(`${FDS}/${fd}`);
    } catch {
      // it was the listing's own
      return '';
    }
  }

  function hasEndingSignal(fd: string): boolean {
    const path = `${FDS}/${fd}`;
    const own = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const bytes = Buffer.alloc(64 * MESSAGE_BYTES);
    try {
      const length = readSync(own, bytes);
      for (let at = 0; at + MESSAGE_BYTES <= length; at += MESSAGE_BYTES) {
        if (ENDING.includes(bytes.readInt32LE(at + 8))) return true;
      }
      writeSync(own, bytes, 0, length);
      return false;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      return false;
    } finally {
      closeSync(own);
    }
  }

  function end(): void {
    const showCursor = '\u001B[?25h';
    const words = 'the program is busy and did not answer: it was killed; a task that has begun may go on on its host';
    writeSync(2, `\n${process.stderr.isTTY ? showCursor : ''}${words}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}
