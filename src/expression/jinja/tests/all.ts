import { ANSIBLE_TESTS } from './ansible.ts';
import type { Test } from './define.ts';
import { FILE_TESTS } from './files.ts';
import { IP_TESTS } from '../network/ip-tests.ts';
import { VALUE_TESTS } from './values.ts';
import { VERSION_TESTS } from './version.ts';

/** All tests: Jinja's own, Ansible's, and the supported ones of collections. */
export const TESTS: readonly Test[] = [...VALUE_TESTS, ...ANSIBLE_TESTS, ...FILE_TESTS, ...VERSION_TESTS, ...IP_TESTS];
