import * as z from 'zod';

/** yes/no, true/false, on/off, 1/0: the words that YAML 1.1 and free-form `k=v` arguments use. */
export const bool = () =>
  z.preprocess(
    (value) =>
      typeof value === 'string' || typeof value === 'number' ? (BOOLEANS[String(value).toLowerCase()] ?? value) : value,
    z.boolean(),
  );

const BOOLEANS: Readonly<Record<string, boolean>> = {
  yes: true,
  true: true,
  on: true,
  '1': true,
  y: true,
  no: false,
  false: false,
  off: false,
  '0': false,
  n: false,
};

/** Text; a number is taken as its digits. */
export const text = () =>
  z.preprocess((value) => (typeof value === 'number' || typeof value === 'bigint' ? String(value) : value), z.string());

/** Text without a line break, for a file in which a line is an entry. */
export const oneLine = () => text().pipe(z.string().regex(/^[^\n\r]*$/, 'must be one line'));

/** A whole number; digits in text are taken as one. */
export const integer = () =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value),
    z.int('must be a whole number'),
  );

/** A port of TCP or UDP; 0 is none. */
export const port = () => integer().pipe(z.int().min(1, NO_PORT).max(65535, NO_PORT));

const NO_PORT = 'must be a port, 1 to 65535';

/** A number; digits in text are taken as one. */
export const number = () =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value),
    z.number(),
  );

/** A list of texts; one text or number stands for a list of one, commas separate. */
export const textList = () =>
  z.preprocess(
    (value) =>
      typeof value === 'string' || typeof value === 'number'
        ? String(value)
            .split(',')
            .map((item) => item.trim())
            .filter(Boolean)
        : value,
    z.array(text()),
  );

/** A mapping; text holds one as JSON, or as `a=1, b=2`. */
export const mapping = <V extends z.ZodType>(value: V) =>
  z.preprocess((given) => (typeof given === 'string' ? readMapping(given) : given), z.record(z.string(), value));

/** The text itself where it holds no mapping. */
function readMapping(text: string): unknown {
  if (text.trim().startsWith('{')) return readJson(text);
  const pairs = text
    .split(/[,\s]+/)
    .filter(Boolean)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return pairs.length > 0 && pairs.every(([key]) => key !== '') && text.includes('=')
    ? Object.fromEntries(pairs)
    : text;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** An absolute path of the host, without a slash at the end. */
export const path = () =>
  z
    .string()
    .regex(ABSOLUTE, 'must be an absolute path')
    .transform((value) => value.replace(/(?<=.)\/+$/, ''))
    .meta({ isPath: true });

/** Before a module gets a path that begins with `~`, the engine has put the home directory in its place. */
export const ABSOLUTE = /^[/~]/;

/**
 * Permission bits. YAML reads 0644 as the number 420; text is taken as octal digits or as chmod's symbols.
 * Gives octal text of 4 digits (`0644`), or the symbols as they are.
 */
export const fileMode = () =>
  z
    .preprocess(
      (value) => (typeof value === 'number' ? value.toString(8).padStart(4, '0') : value),
      z
        .string()
        .regex(
          /^(0?[0-7]{3,4}|([ugoa]*[-+=][rwxXst]*)(,[ugoa]*[-+=][rwxXst]*)*)$/,
          'must be octal digits such as 0644, or symbols such as u=rw,g=r',
        ),
    )
    .transform((value) => (/^\d+$/.test(value) ? value.replace(/^0+(?=\d{3})/, '').padStart(4, '0') : value))
    .meta({ fileMode: true });
