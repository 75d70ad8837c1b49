import { createReadStream } from 'node:fs';
import type { ShellClient } from './shell-client.ts';

/** Size of a chunk: large, since each chunk costs both ends an event-loop turn. */
const PIECE_BYTES = 256 * 1024;

/** Sends a file at the speed of the connection, so that memory use is bounded. Rejects with `ChannelLost`. */
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
