/** Splits a name or address, possibly with ranges, and its port: `web[1:3]:22`, `[::1]:22`. */
export function splitPort(text: string): { readonly host: string; readonly port: number | undefined } {
  const bracketed = /^\[(.+)\]:(\d+)$/.exec(text);
  const plain = /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/.exec(text);
  const found = [bracketed, plain].find((match) => match && isAddress(match[1] ?? ''));
  return found ? { host: found[1] ?? '', port: Number(found[2]) } : { host: text, port: undefined };
}

const HEX = String.raw`(?:[0-9a-f]{1,4}|\[[0-9a-f]+:[0-9a-f]+(?::\d+)?\])`;
const IPV4 = String.raw`(?:\d{1,3}\.){3}\d{1,3}`;
/** It is whole, or shortened by two colons: `a:b:c` is three hosts. */
const IPV6 = new RegExp(
  String.raw`^(?=.*::|(?:${HEX}:){7}${HEX}$|(?:${HEX}:){6}${IPV4}$)(?:${HEX}?:)+(?:${HEX}|${IPV4})?$`,
  'i',
);
const RANGE = String.raw`\[(?:[a-z]:[a-z]|\d+:\d+)(?::\d+)?\]`;
const LABEL = String.raw`(?:[\p{L}\p{N}_]|${RANGE})(?:[\p{L}\p{N}_-]|${RANGE})*(?<![_-])`;
const NAME = new RegExp(String.raw`^${LABEL}(?:\.${LABEL})*$`, 'iu');

/** Whether a text, possibly with ranges, can name a host; a name contains no other colons. */
export function isAddress(text: string): boolean {
  return NAME.test(text) || IPV6.test(text);
}
