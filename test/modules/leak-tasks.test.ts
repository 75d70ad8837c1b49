import { expect, test } from '@jest/globals';
import { moduleNames } from '../../src/modules/registry.ts';
import { LEAK_TASKS, modulesGivenSecrets, NAMED_TASKS } from '../lab/leaks/leak-tasks.ts';

/** Those that are given no text. */
const WITHOUT_TEXT = ['meta', 'service_facts'];
/** Those that have not been tried. */
const UNTRIED = [
  'acl',
  'apache2_module',
  'docker_container',
  'docker_image',
  'docker_network',
  'git_config',
  'make',
  'parted',
];

test('every module has a task in test/lab/leaks that is given a secret', () => {
  const given = modulesGivenSecrets([...LEAK_TASKS.values(), NAMED_TASKS].join('\n'));
  expect(moduleNames.filter((name) => ![...given, ...WITHOUT_TEXT, ...UNTRIED].includes(name))).toEqual([]);
  expect(given.filter((name) => !moduleNames.includes(name))).toEqual([]);
});
