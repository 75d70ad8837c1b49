import {
  binaryTag,
  boolYaml11Tag,
  defineScalarTag,
  floatYaml11Tag,
  intYaml11Tag,
  legacyMapTag,
  load,
  loadAll,
  mapTag,
  NOT_RESOLVED,
  omapTag,
  pairsTag,
  realMapTag,
  Schema,
  setTag,
  timestampTag,
  YAML11_SCHEMA,
  YAMLException,
} from 'js-yaml';
import { makeDict } from '../python/dict.ts';
import { intOfDigits } from '../python/parse-number.ts';
import { valueError } from '../python/py-error.ts';
import { makeFloat } from '../python/values.ts';
import { readTimestamp } from './read-timestamp.ts';

/** Floats without a fraction remain floats. */
const float = defineScalarTag<unknown>(floatYaml11Tag.tagName, {
  ...floatYaml11Tag,
  resolve: (source, isExplicit, tagName) => {
    if (source.startsWith('._')) return NOT_RESOLVED;
    const value = floatYaml11Tag.resolve(source, isExplicit, tagName);
    return typeof value === 'number' ? makeFloat(value) : value;
  },
});

/** Ints that are too large for a number become bigints. */
const int = defineScalarTag<unknown>(intYaml11Tag.tagName, {
  ...intYaml11Tag,
  resolve: (source, isExplicit, tagName) => {
    const value = intYaml11Tag.resolve(source, isExplicit, tagName);
    return typeof value !== 'number' || Number.isSafeInteger(value) ? value : bigInt(source.replaceAll('_', ''));
  },
});

function bigInt(source: string): unknown {
  const [, sign = '', body = ''] = /^([-+]?)(.*)$/.exec(source) ?? [];
  if (body.includes(':')) return NOT_RESOLVED;
  const value = intOfDigits(body.replace(/^0(?=[0-7])/, '0o'));
  return sign === '-' ? -value : value;
}

/** As in PyYAML, `y` and `n` are texts. */
const bool = defineScalarTag<unknown>(boolYaml11Tag.tagName, {
  ...boolYaml11Tag,
  resolve: (source, isExplicit, tagName) =>
    /^[yn]$/i.test(source) ? NOT_RESOLVED : boolYaml11Tag.resolve(source, isExplicit, tagName),
});

const timestamp = defineScalarTag<unknown>(timestampTag.tagName, {
  ...timestampTag,
  resolve: (source) => readTimestamp(source) ?? NOT_RESOLVED,
});

const OWN = new Map<unknown, (typeof YAML11_SCHEMA.tags)[number]>([
  [boolYaml11Tag, bool],
  [intYaml11Tag, int],
  [floatYaml11Tag, float],
  [timestampTag, timestamp],
  [mapTag, realMapTag],
  [legacyMapTag, realMapTag],
]);

/** Types that are not data, or not texts, in Python. */
const LEFT_OUT: readonly unknown[] = [binaryTag, omapTag, pairsTag, setTag];

const SCHEMA = new Schema(
  YAML11_SCHEMA.tags.filter((tag) => !LEFT_OUT.includes(tag)).map((tag) => OWN.get(tag) ?? tag),
);

/** Parses a YAML text according to YAML 1.1. */
export const readYaml = (text: string): unknown =>
  guarded(() => (/^(\s|#.*)*$/.test(text) ? null : (toPython(load(text, { schema: SCHEMA })) ?? null)));

/** Parses all documents of a YAML text. */
export const readAllYaml = (text: string): unknown[] => guarded(() => loadAll(text, { schema: SCHEMA }).map(toPython));

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YAMLException) throw valueError(`the text is not YAML: ${error.reason}`);
    throw error;
  }
}

function toPython(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPython);
  if (value instanceof Map) return makeDict([...value].map(([key, item]) => [toPython(key), toPython(item)]));
  return value;
}
