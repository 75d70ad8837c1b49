import { lab } from '../../lab/support/lab.ts';

/** How many ms to wait for what takes `ms` where nothing is emulated, by what was measured when the machines booted. */
export async function patience(ms: number): Promise<number> {
  return ms * Number(await lab('slowdown'));
}
