import { YAML11_SCHEMA } from 'js-yaml';
import type { YamlScalar } from './node.ts';

const INTEGER_TAG = 'tag:yaml.org,2002:int';
export const MERGE_TAG = 'tag:yaml.org,2002:merge';

/** A plain scalar's type and value as YAML 1.1 reads them, with the departures that PyYAML, and so Ansible, makes. */
export function resolvePlain(text: string): { value: YamlScalar['value']; tag: string } {
  // YAML 1.1 counts y and n among the booleans; PyYAML never did, and files rely on it (`axis: y`).
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

/** The value that an explicit `!!int`, `!!str`, `!!bool`, ... gives, or undefined where the text doesn't fit. */
export function resolveTagged(text: string, tagName: string): { value: YamlScalar['value'] } | undefined {
  const tag = YAML11_SCHEMA.lookupScalarTag(tagName);
  const value = tag?.resolve(text, true, tagName);
  return value === undefined || typeof value === 'symbol' ? undefined : { value: asScalar(value) };
}

function asScalar(value: unknown): YamlScalar['value'] {
  return value as YamlScalar['value'];
}
