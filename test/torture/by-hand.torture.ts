import { expect, test } from '@jest/globals';
import { intendedOutcome, playNames, runWithAnsible, runWithProvision } from './support/by-hand.ts';

/** Plays that were written by hand, of kinds that the generator does not make. */
test.each(playNames())('%s does what Ansible does, or what is intended', async (name) => {
  const [ansible, provision] = await Promise.all([runWithAnsible(name), runWithProvision(name)]);
  const intended = intendedOutcome(name);
  const { printed, ...found } = provision;
  const expected = intended ?? { logs: ansible.logs, isSuccess: ansible.isSuccess };
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect({ ...found, printed }).toEqual(expected);
  // a difference that is none any more is no longer intended
  if (intended) expect({ logs: ansible.logs, isSuccess: ansible.isSuccess }).not.toEqual(intended);
});
