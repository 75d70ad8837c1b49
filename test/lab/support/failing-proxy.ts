import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll } from '@jest/globals';

const GATEWAY = '10.77.0.1';

/** What happens to the first request for the matching path; later ones, and all others, go on to the package relay. */
export interface Fault {
  readonly path: RegExp;
  readonly spoil: (answer: ServerResponse) => unknown;
}

/** An HTTP proxy between a host's apt and the package relay that spoils one answer. Returns its URL and a way to set the fault. */
export function useFailingProxy(): { url: () => string; failOnce: (fault: Fault) => void } {
  let server: Server | undefined;
  let url = '';
  let fault: Fault | undefined;

  beforeAll(async () => {
    server = createServer((asked, answer) => {
      if (fault?.path.test(asked.url ?? '')) {
        const { spoil } = fault;
        fault = undefined;
        spoil(answer);
      } else relay(asked, answer);
    });
    url = await listen(server);
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });
  return { url: () => url, failOnce: (next) => (fault = next) };
}

function relay(asked: IncomingMessage, answer: ServerResponse): void {
  const onward = request(
    { host: GATEWAY, port: 3142, path: asked.url, headers: asked.headers, timeout: 30_000 },
    (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    },
  );
  onward.on('error', () => answer.destroy());
  onward.end();
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, GATEWAY, () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      resolve(`http://${GATEWAY}:${port ?? 0}`);
    });
  });
}
