import { typeError } from './py-error.ts';

export type Kwargs = Readonly<Record<string, unknown>>;

interface Callee {
  /** How errors call it: `join()`. */
  readonly name: string;
  /** `'a b? *rest **options'` */
  readonly signature: string;
}

interface Signature {
  readonly names: readonly string[];
  readonly required: number;
  readonly rest: boolean;
  readonly options: boolean;
}

const parsed = new Map<string, Signature>();

function parse(signature: string): Signature {
  const words = signature.split(' ').filter((word) => word !== '');
  const plain = words.filter((word) => !word.startsWith('*'));
  return {
    names: plain.map((word) => word.replace('?', '')),
    required: plain.filter((word) => !word.endsWith('?')).length,
    rest: words.some((word) => /^\*\w/.test(word)),
    options: words.some((word) => word.startsWith('**')),
  };
}

/**
 * The arguments in the order of the signature, then the rest as a list, then the options as a mapping, where it has
 * those. Throws `TypeError` as Python does.
 */
export function bindArguments(
  { name, signature }: Callee,
  args: readonly unknown[],
  kwargs: Kwargs,
): readonly unknown[] {
  const known = parsed.get(signature) ?? parse(signature);
  parsed.set(signature, known);
  const { names, required, rest, options } = known;
  if (args.length > names.length && !rest) {
    throw typeError(`${name} takes at most ${names.length} arguments, not ${args.length}`);
  }
  const bound: unknown[] = names.map((_, i) => args[i]);
  const others: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(kwargs)) {
    const at = names.indexOf(key);
    if (at < 0 && !options) throw typeError(`${name} has no argument ${key}`);
    if (at >= 0 && at < args.length) throw typeError(`${name} got the argument ${key} twice`);
    if (at < 0) others[key] = value;
    else bound[at] = value;
  }
  const missing = names.find((_, i) => i < required && bound[i] === undefined);
  if (missing !== undefined) throw typeError(`${name} misses the argument ${missing}`);
  return [...bound, ...(rest ? [args.slice(names.length)] : []), ...(options ? [others] : [])];
}
