/** The id of a host's row. Different hosts have different ids, of characters that need no escaping in an address. */
export const hostAnchor = (host: string): string =>
  `host-${host.replace(/[^A-Za-z0-9.-]/gu, (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}_`)}`;
