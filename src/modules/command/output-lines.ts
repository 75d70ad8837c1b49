/** The lines of a program's output, without an empty line after the final newline. A long text is split only when it is read. */
export const outputLines = (text: string): readonly string[] =>
  text.length < LONG_TEXT ? splitLines(text) : splitWhenRead(text);

/** Millions of short lines need many times the memory of their text, and are rarely read. */
const LONG_TEXT = 4 * 1024 * 1024;

/** Splits at a text: at a regular expression, the list of millions of lines grows by copies. */
function splitLines(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** An array for all purposes, including `Array.isArray`. Methods, iteration and JSON bypass the proxy, which is slow for many lines. */
function splitWhenRead(text: string): readonly string[] {
  let lines: string[] | undefined;
  const split = (): string[] => (lines ??= splitLines(text));
  const get = (_: unknown, key: string | symbol): unknown => {
    if (key === 'toJSON') return split;
    const value: unknown = Reflect.get(split(), key);
    return typeof value === 'function' && key !== 'constructor' ? (value.bind(split()) as unknown) : value;
  };
  return new Proxy<string[]>([], {
    get,
    has: (_, key) => Reflect.has(split(), key),
    ownKeys: () => Reflect.ownKeys(split()),
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(split(), key),
  });
}
