import { YAML11_SCHEMA } from 'js-yaml';
import type { YamlScalar } from './node.ts';

const INTEGER_TAG = 'tag:yaml.org,2002:int';
export const MERGE_TAG = 'tag:yaml.org,2002:merge';

/** The type and value of a plain scalar according to YAML 1.1, with the deviations of PyYAML and so of Ansible. */
export function resolvePlain(text: string): { value: YamlScalar['value']; tag: string } {
  // in YAML 1.1, y and n are booleans, but not in PyYAML, on which files rely (`axis: y`)
  if (/^[yn]$/i.test(text)) return { value: text, tag: 'tag:yaml.org,2002:str' };
  const { value, tag } = YAML11_SCHEMA.resolveImplicitScalarTag(text);
  return {
    value: tag.tagName === INTEGER_TAG ? exactInteger(text, value as number) : asScalar(value),
    tag: tag.tagName,
  };
}

function exactInteger(text: string, value: number): number | bigint {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  const digits = text.replaceAll('_', '');
  return /^[-+]?\d+$/.test(digits) ? BigInt(digits.replace('+', '')) : value;
}

/** The value for an explicit `!!int`, `!!str`, `!!bool`, ...; undefined if the text does not match. */
export function resolveTagged(text: string, tagName: string): { value: YamlScalar['value'] } | undefined {
  const tag = YAML11_SCHEMA.lookupScalarTag(tagName);
  const value = tag?.resolve(text, true, tagName);
  return value === undefined || typeof value === 'symbol' ? undefined : { value: asScalar(value) };
}

function asScalar(value: unknown): YamlScalar['value'] {
  return value as YamlScalar['value'];
}
