import { expect, test } from '@jest/globals';
import { createTogether } from '../../src/cluster/store/create-together.ts';

const failing = (code: string, times: number) => {
  let tried = 0;
  const create = (): Promise<number> =>
    ++tried <= times ? Promise.reject(Object.assign(new Error('duplicate key'), { code })) : Promise.resolve(tried);
  return { create, count: () => tried };
};

test('what another program is creating at the same time is waited for', async () => {
  for (const code of ['23505', '42P06', '42P07', '42710', '40P01'])
    expect(await createTogether(failing(code, 2).create, 1)).toBe(3);
});

test('but not for ever, and nothing else is tried again', async () => {
  const always = failing('23505', Infinity);
  await expect(createTogether(always.create, 1)).rejects.toThrow('duplicate key');
  expect(always.count()).toBe(10);
  const refused = failing('28P01', Infinity);
  await expect(createTogether(refused.create, 1)).rejects.toThrow('duplicate key');
  expect(refused.count()).toBe(1);
});
