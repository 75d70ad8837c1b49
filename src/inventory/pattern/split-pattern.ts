import { isAddress, splitPort } from '../host-address.ts';

/** The single patterns of a host pattern: commas separate them, and where there is none, colons and blanks do. */
export function splitPattern(text: string): string[] {
  const parts = text.includes(',') ? text.split(',') : splitAtColons(text.trim());
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** A colon doesn't separate within an IPv6 address, a range, or before a port. */
function splitAtColons(text: string): readonly string[] {
  if (isAddress(splitPort(text).host) || /^\[[\da-f:.]+\]$/i.test(text)) return [text];
  return text.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [];
}
