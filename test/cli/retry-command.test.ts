import { expect, test } from '@jest/globals';
import { retryCommand } from '../../src/cli/run/retry-command.ts';
import type { RunFlags } from '../../src/cli/run/run-options.ts';

const flags = {
  playbook: 'site',
  inventory: ['prod'],
  output: 'auto',
  forks: 5,
  timeout: 10,
  maxOutputMb: 10,
} as RunFlags;
const retry = (more: Partial<RunFlags>, mode: 'apply' | 'check' = 'apply') =>
  retryCommand({ ...flags, ...more }, mode, process.cwd());

test.each([
  ['the least', retry({}), 'provision -i prod --limit @.provision/failed'],
  ['a dry run', retry({}, 'check'), 'provision plan -i prod --limit @.provision/failed'],
  [
    'all that selects',
    retry({ playbook: 'my site.yml', tags: ['a', 'b'], extraVars: ['@v.yml'], limit: ['web*'], askBecomePass: true }),
    "provision -i prod -p 'my site.yml' -e @v.yml --tags a,b -K --limit @.provision/failed",
  ],
  ['variables that may be secret', retry({ extraVars: ['password=x'] }), undefined],
])('the command for %s', (_, text, expected) => {
  expect(text).toBe(expected);
});
