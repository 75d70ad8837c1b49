// An SSH server on loopback that runs commands on this machine, as a host of a run that changes nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import { generateSshKey } from './ssh-key.mjs';

/**
 * Starts it, with keys in `directory`: only `keyFile` may log in, and `knownHostsFile` has the server's key. Whoever logs in runs commands as
 * the user of this process. `close` ends it and its connections.
 */
export async function startLoopbackHost(directory) {
  const [hostKey, userKey] = [generateSshKey(), generateSshKey()];
  const allowed = ssh2.utils.parseKey(userKey.public).getPublicSSH();
  const connections = new Set();
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    // a client that leaves is no error of the build
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => (isAllowed(context, allowed) ? context.accept() : context.reject(['publickey'])));
    connection.on('session', (accept) => accept().on('exec', (acceptExec, _reject, { command }) => run(acceptExec(), command)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const [keyFile, knownHostsFile] = ['key', 'known_hosts'].map((name) => join(directory, name));
  writeFileSync(keyFile, userKey.private, { mode: 0o600 });
  writeFileSync(knownHostsFile, `[127.0.0.1]:${port} ${hostKey.public}\n`);
  const close = () => {
    for (const connection of connections) connection.end();
    server.close();
  };
  return { port, keyFile, knownHostsFile, close };
}

function isAllowed({ method, key, blob, signature, hashAlgo }, allowed) {
  if (method !== 'publickey' || !key.data.equals(allowed)) return false;
  const parsed = ssh2.utils.parseKey(key.data);
  return signature === undefined || parsed.verify(blob, signature, hashAlgo) === true;
}

function run(channel, command) {
  const child = spawn('/bin/sh', ['-c', command]);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  // the command may end without reading what it is sent
  child.stdin.on('error', () => undefined);
  channel.on('close', () => child.kill());
  child.on('close', (code) => {
    if (!channel.writable) return;
    channel.exit(code ?? 1);
    channel.end();
  });
}
