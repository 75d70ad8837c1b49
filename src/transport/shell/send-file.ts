import { createReadStream } from 'node:fs';
import type { ShellClient } from './shell-client.ts';

/** What is read at a time: large, since each piece costs both ends a turn. */
const PIECE_BYTES = 256 * 1024;

/** Sends a file's bytes, no faster than the connection takes them, so that what is in memory is bounded. Rejects with `ChannelLost`. */
export async function sendFile(
  shell: Pick<ShellClient, 'write' | 'drained'>,
  localPath: string,
  size: number,
): Promise<void> {
  let sent = 0;
  for await (const chunk of createReadStream(localPath, { end: size - 1, highWaterMark: PIECE_BYTES })) {
    shell.write(chunk as Buffer);
    sent += (chunk as Buffer).length;
    await shell.drained();
  }
  if (sent !== size) throw new Error(`${localPath} has become shorter while it was sent`);
}
