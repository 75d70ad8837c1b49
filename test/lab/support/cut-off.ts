import { lab } from './lab.ts';

/** Takes a host off the lab's network, as a cable that is pulled would. */
export const cutOff = (host: string): Promise<string> => lab('exec', 'ip', 'link', 'set', `v-${host}`, 'down');

/** Brings a host back. Who was asking the network for its address while it was away would for seconds be told that there is no route. */
export async function reconnect(host: string): Promise<void> {
  await lab('exec', 'ip', 'link', 'set', `v-${host}`, 'up');
  await lab('exec', 'ip', 'neighbour', 'flush', 'dev', 'br-lab');
}
