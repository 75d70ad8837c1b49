import { request as requestHttps } from 'node:https';

/** What became of one request. Times are in milliseconds since the client started. */
export interface Answer {
  readonly sentMs: number;
  /** null: none came, or the connection was not to be trusted. */
  readonly status: number | null;
  readonly body: string;
  readonly error?: string | undefined;
}

export interface SteadyRequests {
  readonly url: string;
  /** The address to connect to, whatever the URL's host is. */
  readonly connectTo: string;
  /** The authority that the certificate must be from, as PEM. */
  readonly ca: string;
  readonly perSecond?: number;
  readonly timeoutMs?: number;
}

export interface SteadyClient {
  /** All answers until now, in the order of sending, once each request has ended. */
  stop(): Promise<readonly Answer[]>;
}

/** A client outside of the site that sends requests at a steady rate, each over a connection of its own, whether or not earlier ones were answered. */
export function startClient(requests: SteadyRequests): SteadyClient {
  const start = performance.now();
  const pending: Promise<Answer>[] = [];
  const timer = setInterval(() => {
    // a late timer does not lower the rate
    const due = ((performance.now() - start) * (requests.perSecond ?? 20)) / 1000;
    while (pending.length < due) pending.push(send(requests, performance.now() - start));
  }, 10);
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.all(pending);
    },
  };
}

function send({ url, connectTo, ca, timeoutMs = 1000 }: SteadyRequests, sentMs: number): Promise<Answer> {
  const { hostname } = new URL(url);
  return new Promise((resolve) => {
    const end = (answer: Partial<Answer>): void => resolve({ sentMs, status: null, body: '', ...answer });
    const request = requestHttps(
      url,
      {
        agent: false,
        ca,
        servername: hostname,
        lookup: (_name, _options, found) => found(null, [{ address: connectTo, family: 4 }]),
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', ({ message }) => end({ error: message }));
        response.on('end', () => end({ status: response.statusCode ?? null, body: Buffer.concat(chunks).toString() }));
      },
    );
    request.on('error', ({ message }) => end({ error: message }));
    request.end();
  });
}

/** Seconds during which the site could not be used: of each run of failures, from the first of them to the next request that went well. */
export function lostSeconds(answers: readonly Answer[]): number {
  let lostMs = 0;
  answers.forEach(({ status, sentMs }, i) => {
    const next = answers[i + 1];
    if (status !== 200) lostMs += (next?.sentMs ?? sentMs) - sentMs;
  });
  return lostMs / 1000;
}
