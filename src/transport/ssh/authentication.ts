import ssh2 from 'ssh2';
import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware, BaseAgent, ParsedKey } from 'ssh2';
import { IdentityAgent } from './identity-agent.ts';
import { ParsedFiles } from './parsed-files.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Asks for the passphrase of a private key; undefined when nobody can be asked. */
export type AskPassphrase = (file: string) => Promise<string | undefined>;

export interface Credentials {
  readonly password?: string | undefined;
  readonly askPassphrase?: AskPassphrase | undefined;
}

/** Offers ways to log in one after another, in one connection, and remembers them for the message when all fail. */
export interface Authentication {
  readonly handler: AuthHandlerMiddleware;
  readonly tried: readonly string[];
}

interface Offer {
  readonly name: string;
  readonly method: AnyAuthMethod;
}

/**
 * The order: keys that are named; the password, if there is one, before keys that are only there by default, since a
 * server counts failures; the agent's keys; the default keys.
 */
export function createAuthentication(settings: SshSettings, credentials: Credentials): Authentication {
  const offers = generateOffers(settings, credentials);
  const tried: string[] = [];
  const next = async (left: readonly AuthenticationType[] | null): Promise<AnyAuthMethod | undefined> => {
    for (;;) {
      const offer = await offers.next();
      if (offer.done === true) return undefined;
      const needed = offer.value.method.type === 'agent' ? 'publickey' : offer.value.method.type;
      if (left !== null && !left.includes(needed)) continue;
      tried.push(offer.value.name);
      return offer.value.method;
    }
  };
  return {
    tried,
    handler: (left, _partialSuccess, answer) => {
      void next(left as AuthenticationType[] | null).then(
        (method) => answer(method ?? NO_MORE),
        () => answer(NO_MORE),
      );
    },
  };
}

/** ssh2 takes `false` for "nothing left to try"; its types do not say so. */
const NO_MORE = false as unknown as AuthenticationType;

async function* generateOffers(settings: SshSettings, credentials: Credentials): AsyncGenerator<Offer, void> {
  const agent = settings.agentSocket === undefined ? undefined : new ssh2.OpenSSHAgent(settings.agentSocket);
  const identities = identityOffers(settings, credentials, agent);
  if (settings.identitiesNamed) yield* identities;
  if (credentials.password !== undefined) yield* passwordOffers(settings.user, credentials.password);
  if (agent !== undefined && !settings.identitiesOnly) yield agentOffer(settings.user, agent, 'the agent');
  if (!settings.identitiesNamed) yield* identities;
}

async function* identityOffers(
  settings: SshSettings,
  credentials: Credentials,
  agent: BaseAgent<ParsedKey> | undefined,
): AsyncGenerator<Offer, void> {
  for (const file of settings.identityFiles) {
    const { text, key } = readIdentity(file);
    if (key !== undefined) {
      yield { name: file, method: { type: 'publickey', username: settings.user, key } };
      continue;
    }
    const publicKey = readIdentity(`${file}.pub`).key;
    if (agent !== undefined && publicKey !== undefined) {
      yield agentOffer(settings.user, new IdentityAgent(agent, publicKey), `${file} in the agent`);
    }
    if (text === undefined) continue;
    const passphrase = await credentials.askPassphrase?.(file);
    const opened = passphrase === undefined ? undefined : parseKey(text, passphrase);
    if (opened !== undefined) yield { name: file, method: { type: 'publickey', username: settings.user, key: opened } };
  }
}

interface Identity {
  readonly text?: string;
  /** Undefined where a passphrase is wanted. */
  readonly key?: ParsedKey | undefined;
}

const identities = new ParsedFiles<Identity>((text) => ({ text, key: parseKey(text) }));

/** Nothing where there is no such file, or it can't be read: it is one of several ways to log in. */
function readIdentity(file: string): Identity {
  try {
    return identities.get(file) ?? {};
  } catch {
    return {};
  }
}

function* passwordOffers(username: string, password: string): Generator<Offer, void> {
  yield { name: 'password', method: { type: 'password', username, password } };
  yield {
    name: 'keyboard-interactive',
    method: {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
    },
  };
}

function agentOffer(username: string, agent: BaseAgent<ParsedKey>, name: string): Offer {
  return { name, method: { type: 'agent', username, agent } };
}

function parseKey(text: string, passphrase?: string): ParsedKey | undefined {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  return parsed instanceof Error ? undefined : parsed;
}
