import ssh2 from 'ssh2';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { ConnectionTarget } from '../session.ts';
import { HOST_KEY_ALGORITHMS, hostKeyOf } from './host-key.ts';
import type { HostKey } from './host-key.ts';
import { judgeHostKey, loadHostKeyKnowledge } from './judge-host-key.ts';
import type { HostKeyScan, ScannedKey } from './host-key-scan.ts';
import { describeLoginFailure } from './login-failure.ts';
import type { LoginError } from './login-failure.ts';
import { recordHostKey } from './record-host-key.ts';
import { SshRoute } from './ssh-route.ts';
import type { SshEnvironment } from './ssh-settings.ts';

/** One connection for each family of keys, since a server presents one key per connection. */
const FAMILIES = ['ssh-ed25519', 'ecdsa', 'rsa'].map((family) =>
  HOST_KEY_ALGORITHMS.filter((algorithm) => algorithm.startsWith(family)),
);

/** Fetches a host's keys over the same route as a login. Rejects with `TransportError`. */
export async function scanHostKeys(target: ConnectionTarget, environment: SshEnvironment): Promise<HostKeyScan> {
  const route = new SshRoute(target, environment);
  const { settings } = route;
  const knowledge = loadHostKeyKnowledge(settings, target.pinnedHostKeys);
  const keys: ScannedKey[] = [];
  try {
    for (const algorithms of FAMILIES) {
      const key = await showKey(route, target, algorithms);
      if (key !== undefined) keys.push({ ...key, judgement: judgeHostKey(knowledge, key) });
    }
  } finally {
    route.close();
  }
  const { host } = target;
  return { name: knowledge.name, keys, record: (key) => recordHostKey({ host, name: knowledge.name }, settings, key) };
}

/** The server's key for these algorithms; undefined if it has none. */
async function showKey(
  route: SshRoute,
  target: ConnectionTarget,
  algorithms: readonly ServerHostKeyAlgorithm[],
): Promise<HostKey | undefined> {
  const abort = new AbortController();
  const signal = target.signal === undefined ? abort.signal : AbortSignal.any([abort.signal, target.signal]);
  const sock = await route.openStream(signal);
  const { settings } = route;
  const client = new ssh2.Client();
  try {
    return await new Promise((resolve, reject) => {
      client.on('error', (error: LoginError) => {
        if (error.message.includes('no matching host key')) resolve(undefined);
        else
          reject(
            describeLoginFailure({ host: target.host, settings, tried: [], problems: [], needsOpenssh: false }, error),
          );
      });
      client.connect({
        sock,
        username: settings.user,
        readyTimeout: settings.connectTimeoutMs,
        algorithms: { serverHostKey: [...algorithms] },
        hostVerifier: (blob: Buffer) => {
          resolve(hostKeyOf(blob));
          return false;
        },
      });
    });
  } finally {
    client.destroy();
    abort.abort();
  }
}
