import ssh2 from 'ssh2';
import type { BaseAgent, IdentityCallback, ParsedKey, PublicKeyEntry, SignCallback, SigningRequestOptions } from 'ssh2';

/** An agent that offers only one of its keys, so that the other keys do not use up the server's limit of attempts. */
export class IdentityAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: BaseAgent<ParsedKey>;
  readonly #key: string;

  constructor(agent: BaseAgent<ParsedKey>, publicKey: ParsedKey) {
    super();
    this.#agent = agent;
    this.#key = publicKey.getPublicSSH().toString('base64');
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    this.#agent.getIdentities((error, keys) => {
      if (error != null) callback(error);
      else
        callback(
          null,
          (keys ?? []).filter((key) => this.#isIdentity(key)),
        );
    });
  }

  #isIdentity(key: ParsedKey | PublicKeyEntry): boolean {
    return 'getPublicSSH' in key && key.getPublicSSH().toString('base64') === this.#key;
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, callback);
  }
}
