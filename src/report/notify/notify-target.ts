/** Where a notification goes. */
export type NotifyTarget =
  { readonly kind: 'webhook'; readonly url: string } | { readonly kind: 'mail'; readonly address: string };

/** What a run is told of for. */
export const REASONS = ['failure', 'drift', 'end'] as const;
export type Reason = (typeof REASONS)[number];

/** Undefined where the text is neither the address of a web server nor `mailto:ADDRESS`. */
export function parseTarget(text: string): NotifyTarget | undefined {
  const address = /^mailto:([^\s<>,;"']+@[^\s<>,;"']+)$/.exec(text)?.[1];
  if (address !== undefined) return { kind: 'mail', address };
  return /^https?:\/\/./.test(text) && URL.canParse(text) ? { kind: 'webhook', url: text } : undefined;
}

/** For messages: without what may be secret in a URL, its path included. */
export const nameOfTarget = (target: NotifyTarget): string =>
  target.kind === 'mail' ? `mail to ${target.address}` : `webhook at ${new URL(target.url).host}`;
