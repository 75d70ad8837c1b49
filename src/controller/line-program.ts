import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { RelayAnswer, RelayData } from './relay-lines.ts';
import { relayLines } from './relay-lines.ts';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

/**
 * A program that answers each line with a line. It is started by the first question, and ends with this process. Questions are
 * synchronous: the thread of the program wakes the caller.
 */
export class LineProgram {
  readonly #command: Command;
  readonly #answers = new Int32Array(new SharedArrayBuffer(4));
  #port: MessageChannel['port1'] | undefined;

  constructor(command: Command) {
    this.#command = command;
  }

  /** Throws if the program cannot be started, ends, or does not answer in time. */
  ask(line: string): string {
    const port = (this.#port ??= this.#start());
    const before = Atomics.load(this.#answers, 0);
    port.postMessage(line);
    Atomics.wait(this.#answers, 0, before, this.#command.timeoutMs);
    const received = receiveMessageOnPort(port) as { readonly message: RelayAnswer } | undefined;
    if (!received) throw new Error(`${this.#command.command} gives no answer`);
    const { message } = received;
    if ('line' in message) return message.line;
    throw new Error(`${this.#command.command}: ${message.ended}`);
  }

  #start(): MessageChannel['port1'] {
    const { port1, port2 } = new MessageChannel();
    const { command, args } = this.#command;
    const workerData: RelayData = { command, args, answers: this.#answers, port: port2 };
    const source = `(${relayLines.toString()})(require('node:worker_threads').workerData, require('node:child_process').spawn)`;
    new Worker(source, { eval: true, workerData, transferList: [port2] }).unref();
    port1.unref();
    return port1;
  }
}
