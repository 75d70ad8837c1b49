import { Agent, request as requestHttps } from 'node:https';
import { until } from '../../support/until.ts';

/** What became of one request. */
export interface Answer {
  readonly number: number;
  readonly method: 'GET' | 'POST';
  /** Milliseconds since the client started. */
  readonly sentMs: number;
  /** null: none came, or the connection was not to be trusted. */
  readonly status: number | null;
  readonly body: string;
  readonly error?: string | undefined;
}

export interface Load {
  /** Name of the site, as its certificate has it. */
  readonly name: string;
  /** The address to connect to. */
  readonly address: string;
  /** The authority that the certificate must be from, as PEM. */
  readonly ca: string;
  /** Path of the request with this number. */
  readonly path: (number: number) => string;
  /** 20 where nothing is said. */
  readonly perSecond?: number;
  /** How long an answer may take: 1000 where nothing is said. */
  readonly timeoutMs?: number;
  /**
   * Requests go over connections that are kept, as a browser's do, and each fourth is a POST, over a connection of its own. Otherwise
   * each is a GET over a connection of its own.
   */
  readonly browses?: boolean;
}

export interface LoadClient {
  /** How many requests have ended. */
  answered(): number;
  /** Resolves when so many more requests have ended. */
  answers(count: number): Promise<void>;
  /** Whether the request that ended last was answered with 200. */
  isServed(): boolean;
  /** All answers in the order of sending, once each request has ended. */
  stop(): Promise<readonly Answer[]>;
}

/** A client that sends requests at a steady rate, whether or not earlier ones were answered. */
export function startClient(load: Load): LoadClient {
  const agent = load.browses ? new Agent({ keepAlive: true, maxSockets: 8 }) : false;
  const start = performance.now();
  const pending: Promise<Answer>[] = [];
  let answered = 0;
  let isServed = false;
  const timer = setInterval(() => {
    // a late timer does not lower the rate
    const due = ((performance.now() - start) * (load.perSecond ?? 20)) / 1000;
    while (pending.length < due) {
      const answer = send(load, agent, pending.length, performance.now() - start);
      void answer.then(({ status }) => {
        answered += 1;
        isServed = status === 200;
      });
      pending.push(answer);
    }
  }, 10);
  return {
    answered: () => answered,
    answers: async (count) => {
      const wanted = answered + count;
      await until(`${count} requests have ended`, () => answered >= wanted, { everyMs: 20 });
    },
    isServed: () => isServed,
    stop: async () => {
      clearInterval(timer);
      const answers = await Promise.all(pending);
      if (agent) agent.destroy();
      return answers;
    },
  };
}

function send(load: Load, agent: Agent | false, number: number, sentMs: number): Promise<Answer> {
  const { name, address, ca, path, timeoutMs = 1000 } = load;
  const method = agent && number % 4 === 0 ? 'POST' : 'GET';
  const form = method === 'POST' ? `text=visit-${number}` : '';
  return new Promise((resolve) => {
    const end = (answer: Partial<Answer>): void =>
      resolve({ number, method, sentMs, status: null, body: '', ...answer });
    const request = requestHttps(
      `https://${name}${path(number)}`,
      {
        agent: method === 'POST' ? false : agent,
        method,
        ca,
        servername: name,
        headers: form ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length } : {},
        lookup: (_name, { all }, found) => (all ? found(null, [{ address, family: 4 }]) : found(null, address, 4)),
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', ({ message }) => end({ error: message }));
        response.on('end', () => end({ status: response.statusCode ?? null, body: Buffer.concat(chunks).toString() }));
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A server may close a connection that it kept while a request is on its way. RFC 9110, 9.2.2: a GET may be sent again.
      if (method === 'GET' && request.reusedSocket && error.code === 'ECONNRESET') {
        send(load, agent, number, sentMs).then(resolve, end);
      } else end({ error: error.message });
    });
    request.end(form);
  });
}

/** Those that did not get what they asked for, with the beginning of what they got. `posted`: the status that a POST is to get. */
export const failed = (answers: readonly Answer[], posted = 200): Answer[] =>
  answers
    .filter(({ method, status }) => status !== (method === 'POST' ? posted : 200))
    .map((answer) => ({ ...answer, body: answer.body.slice(0, 200) }));

/** Seconds during which the site could not be used: of each run of failures, from the first of them to the next request that went well. */
export function lostSeconds(answers: readonly Answer[]): number {
  let lostMs = 0;
  answers.forEach(({ status, sentMs }, i) => {
    const next = answers[i + 1];
    if (status !== 200) lostMs += (next?.sentMs ?? sentMs) - sentMs;
  });
  return lostMs / 1000;
}
