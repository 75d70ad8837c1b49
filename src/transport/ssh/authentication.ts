import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware, BaseAgent, ParsedKey } from 'ssh2';
import { IdentityAgent } from './identity-agent.ts';
import { listCertificates, parseKey, readIdentity, readPublicKey } from './identity-file.ts';
import { PatientAgent } from './patient-agent.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Prompts for the passphrase of a private key; undefined if no prompt is possible. */
export type AskPassphrase = (file: string) => Promise<string | undefined>;

export interface Credentials {
  readonly password?: string | undefined;
  readonly askPassphrase?: AskPassphrase | undefined;
}

/** Offers the ways to log in one after another, in one connection, and records them for the error message. */
export interface Authentication {
  readonly handler: AuthHandlerMiddleware;
  readonly tried: readonly string[];
  /** Ways that could not be attempted, with the reason and a hint. */
  readonly problems: readonly string[];
  /** Whether some of them are supported by ssh(1) but not by the library. */
  readonly needsOpenssh: boolean;
}

interface Offer {
  readonly name: string;
  readonly method: AnyAuthMethod;
}

/**
 * The order: configured keys; the password, if there is one, before default keys, since a
 * server counts failures; the agent's keys; the default keys.
 */
export function createAuthentication(settings: SshSettings, credentials: Credentials): Authentication {
  const problems = new Set<string>();
  let needsOpenssh = false;
  const note: Note = (problem, beyond = false) => {
    problems.add(problem);
    needsOpenssh ||= beyond;
  };
  const offers = generateOffers(settings, credentials, note);
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
    get problems() {
      return [...problems];
    },
    get needsOpenssh() {
      return needsOpenssh;
    },
    handler: (left, _partialSuccess, answer) => {
      void next(left as AuthenticationType[] | null).then(
        (method) => answer(method ?? NO_MORE),
        (error: unknown) => {
          note(error instanceof Error ? error.message : String(error));
          answer(NO_MORE);
        },
      );
    },
  };
}

/** ssh2 takes `false` for "nothing left to try"; its types do not say so. */
const NO_MORE = false as unknown as AuthenticationType;

/** `needsOpenssh`: the library does not support this way to log in. */
type Note = (problem: string, needsOpenssh?: boolean) => void;

async function* generateOffers(
  settings: SshSettings,
  credentials: Credentials,
  note: Note,
): AsyncGenerator<Offer, void> {
  const agent = settings.agentSocket === undefined ? undefined : new PatientAgent(settings.agentSocket, note);
  const identities = identityOffers(settings, credentials, { agent, note });
  if (settings.identitiesNamed) yield* identities;
  if (credentials.password !== undefined) yield* passwordOffers(settings.user, credentials.password);
  if (agent !== undefined && !settings.identitiesOnly) yield agentOffer(settings.user, agent, 'the agent');
  if (!settings.identitiesNamed) yield* identities;
}

interface Around {
  readonly agent: BaseAgent<ParsedKey> | undefined;
  readonly note: Note;
}

async function* identityOffers(
  settings: SshSettings,
  credentials: Credentials,
  { agent, note }: Around,
): AsyncGenerator<Offer, void> {
  for (const certificate of listCertificates(settings))
    note(`the certificate ${certificate} is not used: the library shows plain keys only`, true);
  for (const file of settings.identityFiles) {
    const identity = readIdentity(file);
    if (identity.key !== undefined) {
      yield { name: file, method: { type: 'publickey', username: settings.user, key: identity.key } };
      continue;
    }
    const publicKey = readPublicKey(file);
    if (agent !== undefined && publicKey !== undefined) {
      yield agentOffer(settings.user, new IdentityAgent(agent, publicKey), `${file} in the agent`);
    }
    const passphrase = identity.flaw === 'encrypted' ? await credentials.askPassphrase?.(file) : undefined;
    const key = passphrase === undefined ? undefined : parseKey(identity.text ?? '', passphrase);
    if (key !== undefined) yield { name: file, method: { type: 'publickey', username: settings.user, key } };
    // a default key need not exist
    else if (settings.identitiesNamed || identity.text !== undefined)
      note(identity.problem ?? `${file} gives no key`, identity.flaw === 'token');
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
