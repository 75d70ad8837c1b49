import { pbkdf2Sync } from 'node:crypto';

/** More work than what any of the servers makes of a password, so that the salt is not the fastest way to try passwords. */
const ROUNDS = 20_000;

/** The salt for a password's stored form: bytes that follow from `seed` and the password, so that it is always stored the same. */
export const passwordSalt = (password: string, seed: string, length: number): Buffer =>
  pbkdf2Sync(password, seed, ROUNDS, length, 'sha256');
