import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TransportError } from '../session.ts';
import type { HostKey } from './host-key.ts';
import { hashKnownHostName } from './known-hosts.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Adds a key to the first of the user's known_hosts files. Rejects with `TransportError`. */
export async function recordHostKey(
  { host, name }: { readonly host: string; readonly name: string },
  settings: SshSettings,
  { type, key }: HostKey,
): Promise<void> {
  const [file] = settings.userKnownHostsFiles;
  if (file === undefined) return;
  const listed = settings.hashKnownHosts ? hashKnownHostName(name) : name;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const before = await readText(file);
    const separator = before === '' || before.endsWith('\n') ? '' : '\n';
    await appendFile(file, `${separator}${listed} ${type} ${key}\n`, { mode: 0o600 });
  } catch (cause) {
    const message = `${host}: the new host key could not be recorded in ${file}`;
    throw new TransportError({ kind: 'host-key', host, message, cause });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
