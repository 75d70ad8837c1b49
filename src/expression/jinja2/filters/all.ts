import type { Filter } from './define.ts';
import { SELECT_FILTERS } from './select.ts';
import { SEQUENCE_FILTERS } from './sequences.ts';
import { TEXT_FILTERS } from './text.ts';
import { VALUE_FILTERS } from './values.ts';

/** Every filter: Jinja's own, Ansible's, and those of collections that are known here. */
export const FILTERS: readonly Filter[] = [...VALUE_FILTERS, ...TEXT_FILTERS, ...SEQUENCE_FILTERS, ...SELECT_FILTERS];
