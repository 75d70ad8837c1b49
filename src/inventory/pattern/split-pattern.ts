import { isAddress, splitPort } from '../host-address.ts';

/** The parts of a host pattern, separated by commas or, without commas, by colons and spaces. */
export function splitPattern(text: string): string[] {
  const parts = text.includes(',') ? text.split(',') : splitAtColons(text.trim());
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Colons within an IPv6 address or a range, and before a port, are no separators. */
function splitAtColons(text: string): readonly string[] {
  if (isAddress(splitPort(text).host) || /^\[[\da-f:.]+\]$/i.test(text)) return [text];
  return text.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [];
}
