import { expect, test } from '@jest/globals';
import { moduleNames } from '../../src/modules/registry.ts';
import { LEAK_TASKS, modulesGivenSecrets, NAMED_TASKS } from '../lab/leaks/leak-tasks.ts';

/** Those that are given no text. */
const WITHOUT_TEXT = ['meta', 'service_facts'];

test('every module has a task in test/lab/leaks that is given a secret', () => {
  const given = modulesGivenSecrets([...LEAK_TASKS.values(), NAMED_TASKS].join('\n'));
  expect(moduleNames.filter((name) => ![...given, ...WITHOUT_TEXT].includes(name))).toEqual([]);
  expect(given.filter((name) => !moduleNames.includes(name))).toEqual([]);
});
