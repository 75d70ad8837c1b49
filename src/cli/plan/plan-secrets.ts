import { homedir } from 'node:os';
import type { PlanSecret } from '../../plan-file/plan-keys.ts';
import { loadUserKey, readUserKey, userKeyPath } from '../../plan-file/user-key.ts';
import { isIdentityFile } from '../../vault/age/age-keys.ts';
import type { VaultSecret } from '../../vault/envelope.ts';
import type { CommandIo } from '../command-io.ts';

const ofVault = ({ label, password }: VaultSecret): PlanSecret => ({ kind: 'vault', label, bytes: password });
const ofUser = (bytes: Buffer): PlanSecret => ({ kind: 'user', label: '', bytes });

/** A private age key belongs to one person and opens only that person's plans. */
const sharedSecrets = (vault: readonly VaultSecret[]): VaultSecret[] =>
  vault.filter(({ password }) => !isIdentityFile(password));

/** The key that seals a new plan: the first vault password, so that everyone with the password can apply the plan, otherwise the user's own key. */
export function sealingSecret(vault: readonly VaultSecret[], { env }: CommandIo): PlanSecret {
  const [first] = sharedSecrets(vault);
  return first ? ofVault(first) : ofUser(loadUserKey(userKeyPath(env, homedir())));
}

/** All keys that may have sealed a plan. */
export function openingSecrets(vault: readonly VaultSecret[], { env }: CommandIo): PlanSecret[] {
  const user = readUserKey(userKeyPath(env, homedir()));
  return [...sharedSecrets(vault).map(ofVault), ...(user ? [ofUser(user)] : [])];
}
