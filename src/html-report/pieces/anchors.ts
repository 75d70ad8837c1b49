/** The ID of a host's row. It is unique, and consists of characters that need no escaping in a URL. */
export const hostAnchor = (host: string): string =>
  `host-${host.replace(/[^A-Za-z0-9.-]/gu, (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}_`)}`;
