/** The recipient of a notification. */
export type NotifyTarget =
  { readonly kind: 'webhook'; readonly url: string } | { readonly kind: 'mail'; readonly address: string };

/** The reasons for a notification. */
export const REASONS = ['failure', 'drift', 'end'] as const;
export type Reason = (typeof REASONS)[number];

/** Undefined if the text is neither an HTTP URL nor `mailto:ADDRESS`. */
export function parseTarget(text: string): NotifyTarget | undefined {
  const address = /^mailto:([^\s<>,;"']+@[^\s<>,;"']+)$/.exec(text)?.[1];
  if (address !== undefined) return { kind: 'mail', address };
  return /^https?:\/\/./.test(text) && URL.canParse(text) ? { kind: 'webhook', url: text } : undefined;
}

/** For messages: without secret parts of a URL, including its path. */
export const nameOfTarget = (target: NotifyTarget): string =>
  target.kind === 'mail' ? `mail to ${target.address}` : `webhook at ${new URL(target.url).host}`;
