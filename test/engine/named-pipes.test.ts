import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

/** The pipe is put in the place of a file after the dry run: whatever looks at the file then waits for a writer. */
describe('a named pipe in the place of a file', () => {
  test('does not hold a host, and what was not read is not taken for absent', async () => {
    const site = makeSite(['web1'], { pipeCheckMs: 100 });
    execFileSync('mkfifo', [site.path('web1', 'pipe')]);
    const run = await site.apply(
      play(`
        - { name: first, copy: { dest: <%= root %>/of, content: a } }
        - { name: hang, command: { cmd: "true", unless: '! [ -e <%= root %>/of ] || ! cat <%= root %>/pipe' } }
      `),
    );
    expect(run.ends).toEqual(['first: changed', 'hang: failed']);
    expect(run.named('hang')[0]?.failure?.message).toContain('named pipes were in the place of files');
  });

  test("waits in a user's command, as long as the command likes", async () => {
    const site = makeSite(['web1'], { pipeCheckMs: 100 });
    const pipe = site.path('web1', 'pipe');
    execFileSync('mkfifo', [pipe]);
    const run = await site.apply(
      play(`- { name: wait, command: sh -c '(sleep 1; echo x ><%= root %>/pipe) & cat <%= root %>/pipe' }`),
    );
    expect(run.ends).toEqual(['wait: changed']);
  });
});
