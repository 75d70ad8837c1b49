import {
  boolYaml11Tag,
  defineScalarTag,
  floatYaml11Tag,
  load,
  loadAll,
  NOT_RESOLVED,
  Schema,
  YAML11_SCHEMA,
  YAMLException,
} from 'js-yaml';
import { valueError } from '../python/py-error.ts';
import { makeFloat } from '../python/values.ts';

/** Floats without a fraction stay floats. */
const float = defineScalarTag<unknown>(floatYaml11Tag.tagName, {
  ...floatYaml11Tag,
  resolve: (source, isExplicit, tagName) => {
    const value = floatYaml11Tag.resolve(source, isExplicit, tagName);
    return typeof value === 'number' ? makeFloat(value) : value;
  },
});

/** As PyYAML has it, `y` and `n` are texts. */
const bool = defineScalarTag<unknown>(boolYaml11Tag.tagName, {
  ...boolYaml11Tag,
  resolve: (source, isExplicit, tagName) =>
    /^[yn]$/i.test(source) ? NOT_RESOLVED : boolYaml11Tag.resolve(source, isExplicit, tagName),
});

const SCHEMA = new Schema(
  YAML11_SCHEMA.tags.map((tag) => {
    if (tag === boolYaml11Tag) return bool;
    return tag === floatYaml11Tag ? float : tag;
  }),
);

/** The value of a YAML text, by YAML 1.1. */
export const readYaml = (text: string): unknown =>
  guarded(() => (/^(\s|#.*)*$/.test(text) ? null : (toPython(load(text, { schema: SCHEMA })) ?? null)));

/** The values of all documents of a YAML text. */
export const readAllYaml = (text: string): unknown[] => guarded(() => loadAll(text, { schema: SCHEMA }).map(toPython));

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YAMLException) throw valueError(`the text is not YAML: ${error.reason}`);
    throw error;
  }
}

/** Dates stay as they are written, as far as they can be told. */
function toPython(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  if (Array.isArray(value)) return value.map(toPython);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPython(item)]));
}
