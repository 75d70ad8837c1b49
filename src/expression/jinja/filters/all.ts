import { ANSIBLE_VALUE_FILTERS } from './ansible-values.ts';
import { COMBINE_FILTERS } from './combine.ts';
import { COMMENT_FILTERS } from './comment.ts';
import { COMMUNITY_FILTERS } from './community.ts';
import { DATE_FILTERS } from './dates.ts';
import type { Filter } from './define.ts';
import { TIME_UNIT_FILTERS } from './time-units.ts';
import { ENCODING_FILTERS } from './encoding.ts';
import { IP_FILTERS } from '../network/ip-filters.ts';
import { INDEX_FILTERS } from './index-of.ts';
import { LIST_FILTERS } from './lists.ts';
import { PASSWORD_FILTERS } from './password-hash.ts';
import { PATH_FILTERS } from './paths.ts';
import { QUERY_FILTERS } from './json-query.ts';
import { RANDOM_FILTERS } from './random.ts';
import { REGEX_FILTERS } from './regex.ts';
import { SELECT_FILTERS } from './select.ts';
import { SEQUENCE_FILTERS } from './sequences.ts';
import { TEXT_FILTERS } from './text.ts';
import { VALUE_FILTERS } from './values.ts';
import { YAML_FILTERS } from './yaml.ts';

/** All filters: Jinja's own, Ansible's, and the supported ones of collections. */
export const FILTERS: readonly Filter[] = [
  ...VALUE_FILTERS,
  ...TEXT_FILTERS,
  ...SEQUENCE_FILTERS,
  ...SELECT_FILTERS,
  ...ANSIBLE_VALUE_FILTERS,
  ...REGEX_FILTERS,
  ...LIST_FILTERS,
  ...INDEX_FILTERS,
  ...COMBINE_FILTERS,
  ...COMMENT_FILTERS,
  ...PATH_FILTERS,
  ...ENCODING_FILTERS,
  ...RANDOM_FILTERS,
  ...PASSWORD_FILTERS,
  ...YAML_FILTERS,
  ...IP_FILTERS,
  ...QUERY_FILTERS,
  ...DATE_FILTERS,
  ...COMMUNITY_FILTERS,
  ...TIME_UNIT_FILTERS,
];
