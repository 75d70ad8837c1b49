import type * as fs from 'node:fs';

/**
 * The program of a separate thread, which receives only the text of this function: it must not use anything of the module.
 *
 * The C signal handler writes a message of 16 bytes to a pipe of the event loop: a pointer, then the signal's number (libuv,
 * src/unix/signal.c). While the main thread responds, as shown by `beats`, nothing is read. Once it has not responded for 1.35 s, the
 * pipes are examined, and SIGINT, SIGTERM or SIGHUP end the process, at most 1.5 s after the last response; other messages are put back.
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

  /** The read ends of pipes that this process has both ends of, and reads without blocking. */
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
      // the descriptor of the directory listing itself
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
    const words = 'the program did not respond and was killed; a task that has started may continue on its host';
    writeSync(2, `\n${process.stderr.isTTY ? showCursor : ''}${words}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}
