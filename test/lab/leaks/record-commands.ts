import { sshOrThrow, ssh } from '../support/lab.ts';
import { TRACES } from './secrets.ts';

/** Where a second sshd of a host listens, for root alone: strace(1) notes each command line that is run below it. */
export const RECORDED_PORT = 2222;

const START = `mkdir -p /run/sshd /root/.ssh; cp ~vagrant/.ssh/authorized_keys /root/.ssh/; chown -R root: /root/.ssh
nohup strace -f --seccomp-bpf -s 300000 -e trace=execve -e signal=none -o /root/commands /usr/sbin/sshd -D -p ${RECORDED_PORT} </dev/null >/dev/null 2>&1 &
until ss -Hltn "sport = :${RECORDED_PORT}" | grep -q .; do sleep 0.1; done`;

export const recordCommands = (host: string): Promise<string> => sshOrThrow(host, `sudo sh -c '${START}'`);

export interface RecordedCommands {
  readonly count: number;
  /** Those that hold a trace of a secret, cut to what can be read. */
  readonly leaking: readonly string[];
}

/** What was run since: every process, not only those that a look at the list of processes has met. */
export async function readCommands(host: string): Promise<RecordedCommands> {
  const counted = await sshOrThrow(host, 'sudo grep -ac "execve(" /root/commands');
  // by stdin: what is searched for would be a command line by itself
  const found = await ssh(host, 'sudo grep -aF -f /dev/stdin /root/commands', {
    stdin: `${TRACES.map(({ trace }) => trace).join('\n')}\n`,
  });
  return { count: Number(counted), leaking: found.stdout.split('\n').filter(Boolean).map(cutAtTrace) };
}

function cutAtTrace(line: string): string {
  const at = Math.min(...TRACES.map(({ trace }) => line.indexOf(trace)).filter((index) => index >= 0));
  return line.length < 400 ? line : `${line.slice(0, 100)} ... ${line.slice(Math.max(100, at - 200), at + 60)}`;
}
