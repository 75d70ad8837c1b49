import { withoutLocalCommands } from '../../src/controller/run-locally.ts';
import { expect, test } from '@jest/globals';
import { renderTask } from '../../src/engine/render/render-task.ts';
import type { RenderSetting } from '../../src/engine/render/render-task.ts';
import { NO_NAMES } from '../../src/expression/no-names.ts';
import { file } from '../../src/modules/file/file.ts';
import type { Task } from '../../src/playbook/types.ts';

const task = (params: Record<string, unknown>): Task => {
  const args = { kind: 'literal', value: params };
  return { module: file, args, when: [], environment: [], keywords: [] } as unknown as Task;
};

const render = (params: Record<string, unknown>, hasSelinux: boolean) => {
  const setting = {
    scope: NO_NAMES,
    host: { hasSelinux },
    shellUser: 'root',
    loginUser: 'root',
    within: withoutLocalCommands,
    onSecret: () => undefined,
  };
  return renderTask(task(params), setting as unknown as RenderSetting);
};

test('a context of SELinux is passed over where SELinux is off, and fails the task where it is on', async () => {
  expect(await render({ path: '/x', setype: 'etc_t' }, false)).toMatchObject({ kind: 'ready' });
  expect(await render({ path: '/x', setype: 'etc_t' }, true)).toEqual({
    kind: 'failed',
    message: "SELinux is on, and setype of Ansible's file is not supported",
    hint: 'Run semanage fcontext and restorecon in a command.',
  });
  expect(await render({ path: '/x', unsafe_writes: true }, true)).toMatchObject({ kind: 'ready' });
});
