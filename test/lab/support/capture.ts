import { runCommand } from './run-command.ts';
import { checkout } from './lab.ts';

/**
 * Sees every packet on the lab's links while `work` runs, between its hosts too, and tells for each text how many packets
 * hold it in the clear.
 */
export async function capture(
  texts: readonly string[],
  work: () => Promise<void>,
): Promise<Readonly<Record<string, number>>> {
  let begin = (): void => undefined;
  let end = (): void => undefined;
  const listening = new Promise<void>((resolve) => (begin = resolve));
  const result = runCommand(`${checkout}vagrant/lab`, ['exec', 'python3', '-u', '-c', CAPTURE, ...texts], {
    onStart: (child) => {
      child.onStdout((text) => text.includes('listening') && begin());
      end = () => child.kill('SIGINT');
    },
  });
  await listening;
  try {
    await work();
  } finally {
    end();
  }
  const { exitCode, stdout, stderr } = await result;
  if (exitCode !== 0) throw new Error(`the capture ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout.slice(stdout.indexOf('{'))) as Record<string, number>;
}

const CAPTURE = `
import json, signal, socket, sys
texts = {text: 0 for text in sys.argv[1:]}
packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
packets.setsockopt(socket.SOL_SOCKET, 33, 64 * 1024 * 1024)  # SO_RCVBUFFORCE
print("listening")
signal.signal(signal.SIGINT, signal.default_int_handler)
def count(packet):
    for text in texts:
        if text.encode() in packet:
            texts[text] += 1
try:
    while True:
        count(packets.recv(65535))
except KeyboardInterrupt:
    packets.setblocking(False)
try:
    while True:
        count(packets.recv(65535))
except BlockingIOError:
    print(json.dumps(texts))
`;
