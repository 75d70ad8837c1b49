import { Agent, request } from 'node:https';

/** What became of one request. */
export interface Visit {
  readonly number: number;
  readonly method: 'GET' | 'POST';
  /** undefined: no answer came. */
  readonly status: number | undefined;
  readonly body: string;
  readonly error?: string;
}

export interface Visits {
  /** Name of the site, as its certificate has it. */
  readonly name: string;
  readonly address: string;
  readonly ca: string;
  readonly perSecond: number;
  /** Path of the request with this number. Each fourth is a POST. */
  readonly path: (number: number) => string;
}

/** Sends requests at a steady rate over connections that it keeps, and sends none twice. The function that it gives stops it, and tells of all. */
export function visit({ name, address, ca, perSecond, path }: Visits): () => Promise<readonly Visit[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca, servername: name });
  const visits: Promise<Visit>[] = [];
  const send = (number: number): Promise<Visit> =>
    new Promise((resolve) => {
      const method = number % 4 === 0 ? 'POST' : 'GET';
      const body = method === 'POST' ? `text=visit-${number}` : '';
      const headers = {
        host: name,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': body.length,
      };
      const sent = request({ agent, host: address, path: path(number), method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ number, method, status: response.statusCode, body: text }));
      });
      sent.on('error', ({ message }) => resolve({ number, method, status: undefined, body: '', error: message }));
      sent.end(body);
    });
  const timer = setInterval(() => visits.push(send(visits.length)), 1000 / perSecond);
  return async () => {
    clearInterval(timer);
    const ended = await Promise.all(visits);
    agent.destroy();
    return ended;
  };
}
