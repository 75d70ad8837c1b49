import type { Difference } from './end-state.ts';

/** Describes a difference in one line; for contents, only whether they are equal. */
export function difference(role: string, { item, ours, theirs }: Difference): string {
  const where = `\`${role}\`: ${item}`;
  if (ours === undefined) return `${where} is there with Ansible only`;
  if (theirs === undefined) return `${where} is there with provision only`;
  return `${where}: ${shorten(ours)} with provision, ${shorten(theirs)} with Ansible`;
}

const shorten = (text: string): string => text.replace(/[0-9a-f]{64}/, (digest) => digest.slice(0, 8)).slice(0, 120);
