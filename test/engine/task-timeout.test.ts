import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

describe('timeout', () => {
  test.each([
    ['of a task', `- { name: hang, command: sleep 60, timeout: 1 }`],
    [
      'of a block, which a task may raise',
      `- block: [{ name: hang, command: sleep 60 }, { name: not, command: "true" }]\n      timeout: 1`,
    ],
    ['as an expression', `- { name: hang, command: sleep 60, timeout: <%= 2 - 1 %> }`],
    ['of each item', `- { name: hang, command: sleep 60, timeout: 1, loop: [1] }`],
    ['of a task that stands alone', `- { name: hang, command: sleep 60, timeout: 1, changed_when: false }`],
  ])('ends what takes longer: %s', async (_name, tasks) => {
    const start = performance.now();
    const run = await makeSite().apply(play(`\n    ${tasks}\n`));
    expect(run.ends[0]).toMatch(/^hang.*: failed$/);
    expect(JSON.stringify(run.events)).toContain('did not end within 1 s');
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  test.each([
    ['command: sleep 60', 'did not end within 1 s'],
    ['shell: echo lost my way >&2; sleep 60', 'did not end within 1 s: lost my way'],
  ])('says once that it did not end, and what was printed last: %s', async (action, message) => {
    const run = await makeSite().apply(play(`- { name: hang, ${action}, timeout: 1 }`));
    expect(run.named('hang')[0]?.failure?.message).toBe(message);
  });

  test.each([
    ['that is batched with others', ''],
    ['that stands alone', 'until: true'],
  ])('ends the queries of a task %s, and those before it have run', async (_name, more) => {
    const run = await makeSite().apply(
      play(`
        - { name: before, command: "true" }
        - name: hang
          command: { cmd: "true", unless: sleep 60 }
          timeout: 1
          ignore_errors: true
          ${more}
        - { name: after, command: "true" }
      `),
    );
    expect(run.ends).toEqual(['before: changed', 'hang: ignored', 'after: changed']);
    expect(run.named('hang')[0]?.failure?.message).toBe(
      'did not end within 1 s, before any change: the queries took longer (shell)',
    );
  });

  test('can be rescued, and sets no limit for others', async () => {
    const run = await makeSite().apply(
      play(`
        - block:
            - { name: hang, command: sleep 60, timeout: 1 }
          rescue:
            - { name: slow, command: sleep 2 }
      `),
    );
    expect(run.ends).toEqual(['hang: failed', 'slow: changed']);
  });
});
