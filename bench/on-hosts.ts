import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';

/** A host with its login. */
export interface Host {
  readonly name: string;
  readonly address: string;
}

export interface Login {
  readonly user: string;
  readonly privateKeyFile: string;
}

/**
 * Runs a root shell script on all hosts at the same time, using only ssh2: one connection, one channel, the script on its stdin.
 * Resolves to each host's output. Rejects if a host is unreachable, or its script fails.
 */
export async function runOnHosts(
  hosts: readonly Host[],
  login: Login,
  script: (host: Host) => string,
): Promise<ReadonlyMap<string, string>> {
  const privateKey = readFileSync(login.privateKeyFile);
  const outputs = await Promise.all(
    hosts.map((host) => runOne(host, { username: login.user, privateKey }, script(host))),
  );
  return new Map(hosts.map(({ name }, index) => [name, outputs[index] ?? '']));
}

function runOne(
  host: Host,
  credentials: { readonly username: string; readonly privateKey: Buffer },
  script: string,
): Promise<string> {
  const client = new ssh2.Client();
  return new Promise<string>((resolve, reject) => {
    client.on('error', reject);
    client.on('ready', () => {
      client.exec('sudo -n sh -s', (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        let output = '';
        channel.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
        channel.stderr.resume();
        channel.on('close', (code: number) => {
          if (code === 0) resolve(output);
          else reject(new Error(`${host.name}: the script ended with ${code}:\n${output.slice(-2000)}`));
        });
        channel.end(script);
      });
    });
    client.connect({ host: host.address, ...credentials });
  }).finally(() => client.end());
}
