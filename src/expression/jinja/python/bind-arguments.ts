import { typeError } from './py-error.ts';

export type Kwargs = Readonly<Record<string, unknown>>;

interface Callee {
  /** The name in errors: `join()`. */
  readonly name: string;
  /** For example `'a b? *rest **options'`. */
  readonly signature: string;
}

interface Signature {
  readonly names: readonly string[];
  /** Number of positional parameters: those before the rest. */
  readonly positional: number;
  readonly required: readonly string[];
  readonly rest: boolean;
  readonly options: boolean;
}

const parsed = new Map<string, Signature>();

function parse(signature: string): Signature {
  const words = signature.split(' ').filter((word) => word !== '');
  const plain = words.filter((word) => !word.startsWith('*'));
  const restAt = words.findIndex((word) => /^\*\w/.test(word));
  return {
    names: plain.map((word) => word.replace('?', '')),
    positional: restAt < 0 ? plain.length : restAt,
    required: plain.filter((word) => !word.endsWith('?')),
    rest: restAt >= 0,
    options: words.some((word) => word.startsWith('**')),
  };
}

/**
 * The arguments in the order of the signature, then the rest as a list, then the options as a mapping, if the signature has
 * them. Parameters after the rest can only be named. Throws `TypeError` like Python.
 */
export function bindArguments(
  { name, signature }: Callee,
  args: readonly unknown[],
  kwargs: Kwargs,
): readonly unknown[] {
  const known = parsed.get(signature) ?? parse(signature);
  parsed.set(signature, known);
  const { names, positional, required, rest, options } = known;
  if (args.length > positional && !rest) {
    throw typeError(`${name} takes at most ${positional} arguments, not ${args.length}`);
  }
  const bound: unknown[] = names.map((_, i) => (i < positional ? args[i] : undefined));
  const others: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(kwargs)) {
    const at = names.indexOf(key);
    if (at < 0 && !options) throw typeError(`${name} has no argument ${key}`);
    if (at >= 0 && at < Math.min(args.length, positional)) throw typeError(`${name} got the argument ${key} twice`);
    if (at < 0) others[key] = value;
    else bound[at] = value;
  }
  const missing = required.find((name) => bound[names.indexOf(name)] === undefined);
  if (missing !== undefined) throw typeError(`${name} misses the argument ${missing}`);
  return [...bound, ...(rest ? [args.slice(positional)] : []), ...(options ? [others] : [])];
}
