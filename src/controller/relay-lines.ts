import type { spawn as spawnType } from 'node:child_process';
import type { MessagePort } from 'node:worker_threads';

/** What the thread of `relayLines` is started with. */
export interface RelayData {
  readonly command: string;
  readonly args: readonly string[];
  /** Counts the answers, and wakes the main thread, which waits for it. */
  readonly answers: Int32Array;
  readonly port: MessagePort;
}

/** The answer of a program: a line of its output, or the reason why there is none. */
export type RelayAnswer = { readonly line: string } | { readonly ended: string };

/**
 * The program of a separate thread, which receives only the text of this function: it must not use anything of the module. It runs a
 * command, and passes it lines; each line of output is the answer to one of them.
 */
export function relayLines({ command, args, answers, port }: RelayData, spawn: typeof spawnType): void {
  const LONGEST_COMPLAINT = 4000;
  let ended: string | undefined;
  let waiting = 0;
  let output = '';
  let complaint = '';
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'] });

  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const lines = output.split('\n');
    output = lines.pop() ?? '';
    for (const line of lines) answer({ line });
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-LONGEST_COMPLAINT);
  });
  // the exit says why
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => end(error.message));
  child.on('close', (status, signal) => end(`it ended with ${signal ?? `exit status ${status}`}: ${complaint.trim()}`));
  port.on('message', (line: string) => {
    waiting += 1;
    if (ended === undefined) child.stdin.write(`${line}\n`);
    else answer({ ended });
  });

  function end(reason: string): void {
    ended ??= reason;
    while (waiting > 0) answer({ ended });
  }

  function answer(message: RelayAnswer): void {
    waiting -= 1;
    port.postMessage(message);
    Atomics.add(answers, 0, 1);
    Atomics.notify(answers, 0);
  }
}
