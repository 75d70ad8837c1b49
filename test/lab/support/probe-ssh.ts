import { connect } from 'node:net';

/** Asks for SSH's banner once a second until `stop`, which gives how often it asked and how often nobody answered. */
export function probeSsh(address: string): { stop(): Promise<{ asked: number; lost: number }> } {
  const answers: Promise<boolean>[] = [];
  const timer = setInterval(() => answers.push(hasBanner(address)), 1000);
  return {
    stop: async () => {
      clearInterval(timer);
      const settled = await Promise.all(answers);
      return { asked: settled.length, lost: settled.filter((answered) => !answered).length };
    },
  };
}

function hasBanner(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 22, timeout: 10_000 });
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('data', (data) => end(data.toString('latin1').startsWith('SSH-')));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
