import { expect, test } from '@jest/globals';
import { Surveys } from '../../src/engine/control/survey.ts';
import type { SurveyReply } from '../../src/module-api/module.ts';

test('the last hosts of a survey get a patience of their own', async () => {
  const surveys = new Surveys(() => new Promise(() => undefined));
  const replies = new Map<string, SurveyReply>();
  const ask = (more: { hosts: string[]; last: string[]; lastPatienceMs?: number }) =>
    surveys.ask({
      kind: 'survey',
      queries: {},
      patienceMs: 30,
      conclude: (all) => {
        for (const [name, reply] of all) replies.set(name, reply);
        return { result: {} };
      },
      ...more,
    });
  await ask({ hosts: ['db2'], last: ['db1'], lastPatienceMs: 20 });
  await ask({ hosts: [], last: ['db3'] });
  expect([...replies]).toEqual([
    ['db2', { problem: 'unreachable', message: 'no answer within 0.03 s' }],
    ['db1', { problem: 'unreachable', message: 'no answer within 0.02 s' }],
    ['db3', { problem: 'unreachable', message: 'no answer within 0.03 s' }],
  ]);
});
