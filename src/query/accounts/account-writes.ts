import type { ResourceKey } from '../resource-key.ts';

/** Whether a change wrote accounts (`user:bob`, `group:adm`), but none of these. */
export const writesOtherAccounts = (keys: readonly ResourceKey[], accounts: readonly ResourceKey[]): boolean =>
  keys.some((key) => /^(user|group):/.test(key)) && !keys.some((key) => accounts.includes(key));
