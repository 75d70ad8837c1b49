import type { ServerHostKeyAlgorithm } from 'ssh2';
import { TransportError } from '../session.ts';
import { fingerprintOf, hostKeyOf } from './host-key.ts';
import type { HostKey } from './host-key.ts';
import { judgeHostKey, loadHostKeyKnowledge, orderAlgorithms } from './judge-host-key.ts';
import type { HostKeyVerdict } from './host-key-scan.ts';
import type { KnownHost } from './known-hosts.ts';
import { recordHostKey } from './record-host-key.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Decides whether a server's host key is trusted. */
export interface HostKeyCheck {
  /** The algorithms to offer in the key exchange. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[];
  /** Resolves when the key may be trusted, after recording it if it is new and accepted. Rejects with `TransportError`. */
  verify(key: Buffer): Promise<void>;
}

export interface HostKeyRules {
  readonly acceptNewHostKey: boolean;
  /** The only keys that are accepted from the host. */
  readonly pinned?: readonly HostKey[] | undefined;
}

export function loadHostKeyCheck(host: string, settings: SshSettings, rules: HostKeyRules): HostKeyCheck {
  const knowledge = loadHostKeyKnowledge(settings, rules.pinned);
  const acceptNew = rules.acceptNewHostKey || /^(accept-new|no|off)$/.test(settings.strictHostKeyChecking);
  return {
    algorithms: orderAlgorithms(knowledge),
    verify: async (blob) => {
      const shown = hostKeyOf(blob);
      const judgement = judgeHostKey(knowledge, shown);
      if (judgement.verdict === 'trusted') return;
      if (judgement.verdict !== 'new' || !acceptNew) throw refuse({ host, name: knowledge.name, shown }, judgement);
      await recordHostKey({ host, name: knowledge.name }, settings, shown);
    },
  };
}

interface Shown {
  readonly host: string;
  readonly name: string;
  readonly shown: HostKey;
}

function refuse({ host, name, shown }: Shown, judgement: Exclude<HostKeyVerdict, { verdict: 'trusted' }>): Error {
  const found = describe(shown);
  const refusal = (message: string, hint: string, needsOpenssh = false): TransportError =>
    new TransportError({ kind: 'host-key', host, message: `${host}: ${message}`, hint, needsOpenssh });
  switch (judgement.verdict) {
    case 'revoked':
      return refusal(`the host key ${found} is revoked by ${place(judgement.known)}`, 'the host must get a new key');
    case 'not-pinned':
      return refusal(
        `the host key is not one of pinned_host_keys: ${name} shows ${found}, pinned: ${judgement.pinned.map(describe).join(', ')}`,
        `someone may be intercepting the connection; if the host has got a new key, pin it: provision known-hosts scan ${host} --pin`,
      );
    case 'changed':
      return refusal(
        `the host key has changed: ${name} shows ${found}, ${place(judgement.known)} has ${describe({ type: judgement.known.keyType, key: judgement.known.key })}`,
        `someone may be intercepting the connection; if the host was reinstalled, remove that line: ssh-keygen -f ${judgement.known.file} -R '${name}'`,
      );
    case 'new':
      return refusal(
        `the host key is not known: ${name} shows ${found}${certified(judgement.authority)}`,
        HINT_OF_NEW,
        judgement.authority !== undefined,
      );
  }
}

const HINT_OF_NEW =
  'compare the fingerprint with the host (provision known-hosts scan), then add the key to known_hosts, or run with --accept-new-host-keys';

const certified = (authority: KnownHost | undefined): string =>
  authority === undefined
    ? ''
    : `; ${place(authority)} vouches for certificates of hosts, which ansible_connection: openssh can verify`;

const describe = ({ type, key }: HostKey): string => `${type} ${fingerprintOf(key)}`;

const place = (entry: KnownHost): string => `${entry.file}:${String(entry.line)}`;
