import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY = 'key-of-the-lab';
const SECRET = 'secret-of-the-lab';

interface Reply {
  readonly status: number;
  readonly text?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The part of S3's protocol that restic speaks, with one bucket in memory, on the controller's address in the lab. It asks for the access
 * key, and does not verify signatures.
 */
export class S3Server {
  /** What is stored, by path. */
  readonly objects = new Map<string, Buffer>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<S3Server> {
    const server = createServer();
    const storage = new S3Server(server);
    server.on('request', (request, response) => void storage.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '10.77.0.1', resolve));
    return storage;
  }

  /** As an entry of `mysql_backup_repositories` has it. */
  get repository(): { readonly repository: string; readonly environment: Readonly<Record<string, string>> } {
    const { port } = this.#server.address() as AddressInfo;
    return {
      repository: `s3:http://10.77.0.1:${port}/bucket`,
      environment: { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: SECRET },
    };
  }

  close(): void {
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const isAllowed = request.headers.authorization?.includes(`Credential=${KEY}/`) === true;
    const { status, text = '', headers } = isAllowed ? this.#reply(request, body) : fault(403, 'AccessDenied');
    response.writeHead(status, { 'content-length': Buffer.byteLength(text), ...headers });
    response.end(request.method === 'HEAD' ? undefined : text);
  }

  #reply({ method, url = '/', headers }: IncomingMessage, body: Buffer): Reply {
    const { pathname, searchParams } = new URL(url, 'http://storage');
    const path = decodeURIComponent(pathname);
    if (searchParams.has('location')) return xml('<LocationConstraint/>');
    if (/^\/bucket\/?$/.test(path)) return this.#list(searchParams.get('prefix') ?? '');
    if (method === 'PUT') {
      this.objects.set(path, body);
      return { status: 200, headers: { etag: etagOf(body) } };
    }
    if (method === 'DELETE') return { status: this.objects.delete(path) ? 204 : 404 };
    return this.#send(path, headers.range);
  }

  #send(path: string, range: string | undefined): Reply {
    const object = this.objects.get(path);
    if (object === undefined) return fault(404, 'NoSuchKey');
    const headers = { etag: etagOf(object), 'last-modified': new Date(0).toUTCString() };
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    if (first === undefined) return { status: 200, text: object, headers };
    const to = last === '' || last === undefined ? object.length - 1 : Math.min(Number(last), object.length - 1);
    const content = `bytes ${first}-${to}/${object.length}`;
    return {
      status: 206,
      text: object.subarray(Number(first), to + 1),
      headers: { ...headers, 'content-range': content },
    };
  }

  #list(prefix: string): Reply {
    const found = [...this.objects].filter(([path]) => path.startsWith(`/bucket/${prefix}`));
    const entries = found.map(
      ([path, { length }]) =>
        `<Contents><Key>${path.slice('/bucket/'.length)}</Key><Size>${length}</Size><LastModified>1970-01-01T00:00:00.000Z</LastModified></Contents>`,
    );
    return xml(
      `<ListBucketResult><Name>bucket</Name><KeyCount>${found.length}</KeyCount><IsTruncated>false</IsTruncated>${entries.join('')}</ListBucketResult>`,
    );
  }
}

/** The body, without the signed chunks that it is sent in over plain HTTP. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  if (!String(request.headers['x-amz-content-sha256']).startsWith('STREAMING-')) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const start = body.indexOf('\r\n', at) + 2;
    const size = parseInt(body.toString('latin1', at, start), 16);
    if (size === 0) break;
    chunks.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
  return Buffer.concat(chunks);
}

const xml = (text: string, status = 200): Reply => ({ status, text: `<?xml version="1.0" encoding="UTF-8"?>${text}` });
const fault = (status: number, code: string): Reply =>
  xml(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`, status);
const etagOf = (object: Buffer): string => `"${createHash('md5').update(object).digest('hex')}"`;
