import { open, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { newNonce } from './shell-client.ts';
import { sendFile } from './send-file.ts';
import { quote } from './start-command.ts';
import type { ShellOutput, TransportError, TransportErrorKind, Uploaded } from '../session.ts';
import type { Frame, RequestOptions, ShellClient } from './shell-client.ts';

/** The part of a session that a file transfer uses. */
export interface TransferSession {
  readonly request: (shell: ShellClient, frame: Frame, options: RequestOptions) => Promise<ShellOutput>;
  readonly protocolError: (what: string, reply: ShellOutput, kind?: TransportErrorKind) => TransportError;
}

export interface Upload {
  readonly localPath: string;
  /** Distinguishes the uploads of a session. */
  readonly number: number;
  /** The owner of the file; empty means the shell's user. */
  readonly owner: string;
}

/** Sends a file as the body of a frame. */
export async function uploadFile(
  session: TransferSession,
  shell: ShellClient,
  { localPath, number, owner }: Upload,
): Promise<Uploaded> {
  const { size } = await stat(localPath);
  const name = `${String(number)}-${basename(localPath).replaceAll(/[^A-Za-z0-9._-]/g, '_')}`;
  const sendBody = () => sendFile(shell, localPath, size);
  const frame = { kind: 'w', arguments: [name, owner] };
  const reply = await session.request(shell, frame, { bodyLength: size, sendBody: size === 0 ? undefined : sendBody });
  if (reply.exitStatus !== 0) throw session.protocolError(`${localPath} could not be sent`, reply, 'refused');
  const said = reply.stdout.toString('utf8');
  const space = said.indexOf(' ');
  return { path: said.slice(space + 1), identity: said.slice(0, space) };
}

export interface Download {
  readonly remotePath: string;
  readonly localPath: string;
}

/** Writes the output of a query to a file, which gets its final name when it is complete. */
export async function downloadFile(
  session: TransferSession,
  shell: ShellClient,
  { remotePath, localPath }: Download,
): Promise<void> {
  const partial = `${localPath}.${newNonce()}.part`;
  const file = await open(partial, 'wx', 0o600);
  try {
    let written = Promise.resolve();
    const onStdout = (chunk: Buffer) => {
      written = written.then(async () => {
        await file.write(chunk);
      });
      written.catch(() => undefined);
    };
    const reply = await session.request(shell, { kind: 'o', body: `cat -- ${quote(remotePath)}` }, { onStdout });
    await written;
    if (reply.exitStatus !== 0) throw session.protocolError(`${remotePath} could not be read`, reply);
    await rename(partial, localPath);
  } finally {
    await file.close();
    await rm(partial, { force: true });
  }
}
