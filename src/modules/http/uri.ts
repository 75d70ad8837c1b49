import { fileAttributes, fileNotTaken } from '../../module-api/file-attributes.ts';
import * as z from 'zod';
import type { ActionOutcome } from '../../module-api/module.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { bool, integer, mapping, path, text } from '../../module-api/params.ts';
import type { StepOutput } from '../../module-api/step.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { guardQueries, guardedBy } from '../command/command-guards.ts';
import type { UriRequest } from './uri-request.ts';
import { renderCurlConfig, renderRequest } from './uri-request.ts';
import { parseResponse } from './uri-response.ts';
import { parentOf } from '../lib/parent-directory.ts';

const params = z
  .strictObject({
    url: text()
      .pipe(z.string().regex(/^https?:\/\/\S+$/, 'must be an http:// or https:// URL'))
      .describe('URL of the request: http:// or https://.'),
    method: z
      .preprocess((value) => (typeof value === 'string' ? value.toUpperCase() : value), z.string().regex(/^[A-Z]+$/))
      .default('GET')
      .describe(
        'HTTP method. GET, HEAD and OPTIONS change nothing and are also sent in check mode; all other methods count as a change.',
      ),
    status_code: z
      .preprocess((value) => (typeof value === 'string' ? value.split(',') : [value].flat()), z.array(integer()))
      .default([200])
      .describe('Statuses that count as success.'),
    headers: mapping(text()).default({}).describe('Headers of the request.'),
    body: z.unknown().optional().describe('Body of the request: text, or with body_format the data to encode.'),
    body_format: z
      .enum(['raw', 'json', 'form-urlencoded'])
      .default('raw')
      .describe('Encoding of the body. It also sets Content-Type.'),
    return_content: bool().default(false).describe('Return the body as `content` even if it is not JSON.'),
    follow_redirects: z
      .preprocess(
        (value) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : value),
        z.enum(['all', 'none', 'safe', 'urllib2', 'yes', 'no']),
      )
      .default('safe')
      .describe('Which redirects to follow; `safe` follows those of GET and HEAD only.'),
    validate_certs: bool().default(true).describe("Verify the server's certificate."),
    ca_path: path().optional().describe('CA bundle on the host.'),
    client_cert: path().optional().describe('Client certificate on the host.'),
    client_key: path().optional().describe('Private key of client_cert, on the host.'),
    unix_socket: path().optional().describe("Unix socket to connect to, instead of the URL's host."),
    connect_to: text()
      .pipe(z.string().regex(/^[\w.:-]+$/, 'must be a name or an address'))
      .optional()
      .describe(
        "Name or address to connect to instead of the URL's host, with the URL's port, such as one of several servers with the same name.",
      ),
    url_username: text().optional().describe('User for basic authentication.'),
    url_password: text().optional().meta({ secret: true }).describe('Password for basic authentication.'),
    force_basic_auth: bool()
      .default(true)
      .describe('Accepted for compatibility: the first request carries the credentials.'),
    http_agent: text().optional().describe('User-Agent of the request.'),
    use_proxy: bool().default(true).describe("Use the proxy that the task's environment names."),
    timeout: integer().default(30).describe('Timeout in seconds.'),
    dest: path().optional().describe('File on the host to write the body to.'),
    owner: fileAttributes.owner.describe('Owner of dest.'),
    group: fileAttributes.group.describe('Group of dest.'),
    mode: fileAttributes.mode.describe('Permission bits of dest. Without dest they have no effect.'),
    creates: path().optional().describe('Send the request only if this path does not exist.'),
    removes: path().optional().describe('Send the request only if this path exists.'),
  })
  .refine((p) => p.body_format !== 'form-urlencoded' || typeof p.body === 'string' || isMapping(p.body), {
    path: ['body'],
    message: 'must be a mapping or text with body_format form-urlencoded',
  });

type Params = z.output<typeof params>;

/** Sends an HTTP request from the host. */
export const uri = defineAction({
  name: 'uri',
  summary: 'Sends an HTTP request from the host and checks the status.',
  params,
  notTaken: {
    ...fileNotTaken,
    ciphers: leftOut("the host's openssl.cnf decides."),
    decompress: leftOut('the body is taken as the server sends it.'),
    remote_src: 'Give the text as body: it is not read from a file.',
    src: 'Give the text as body: `<%= file("x.json") %>` reads a file of the controller.',
    unredirected_headers: 'Headers follow a redirect: leave it out where that is safe.',
    use_gssapi: 'Run curl --negotiate in a command.',
    use_netrc: 'Give url_username and url_password.',
  },
  aliases: { user: 'url_username', password: 'url_password' },
  examples: [
    '- uri:\n    url: https://www.example.com/health\n    return_content: yes\n',
    '- uri:\n    url: https://www.example.com/\n    connect_to: 10.0.0.7\n',
    '- uri:\n    url: http://localhost:8080/jobs\n    method: POST\n    body: { name: nightly }\n    body_format: json\n    status_code: [201, 202]\n',
  ],
  returns: {
    status: 'Status of the response; -1 if there was none.',
    url: 'URL of the response, after redirects.',
    redirected: 'Whether the request was redirected.',
    content: 'The body, with return_content or if the status was unexpected.',
    json: 'The parsed body, if its type is JSON.',
    elapsed: 'Duration in seconds.',
  },
  queries: (p) => guardQueries(p),
  directories: (p) => (p.dest === undefined ? [] : [parentOf(p.dest)]),
  diff: (p, s) => (guardedBy(p, s) ? [] : [{ attribute: 'request', before: null, after: `${p.method} ${p.url}` }]),
  apply: (p) => [{ kind: 'run', script: renderRequest(toRequest(p)), stdin: renderCurlConfig(toRequest(p)) }],
  // the effects of a request on the server are unknown
  writes: (p) => ({
    keys: p.dest === undefined ? [] : [`file:${p.dest}`],
    unlistedEffects: isReadMethod(p.method) ? undefined : 'anything',
  }),
  isReadOnly: (p) => isReadOnly(p),
  outcome: (p, [output]) => outcome(p, output),
});

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isReadMethod = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);
const isReadOnly = (p: Params): boolean => isReadMethod(p.method) && p.dest === undefined;

function toRequest(p: Params): UriRequest {
  const { type, body } = encodeBody(p);
  const typed = type === undefined || Object.keys(p.headers).some((name) => /^content-type$/i.test(name));
  const safe = p.method === 'GET' || p.method === 'HEAD';
  return {
    url: p.url,
    method: p.method,
    statusCodes: p.status_code,
    headers: typed ? p.headers : { ...p.headers, 'Content-Type': type },
    body,
    followsRedirects:
      ['all', 'yes'].includes(p.follow_redirects) || (safe && !['none', 'no'].includes(p.follow_redirects)),
    validatesCerts: p.validate_certs,
    timeoutSeconds: p.timeout,
    user: p.url_username,
    password: p.url_password,
    caPath: p.ca_path,
    clientCert: p.client_cert,
    clientKey: p.client_key,
    unixSocket: p.unix_socket,
    connectTo: p.connect_to,
    agent: p.http_agent,
    usesProxy: p.use_proxy,
    dest: p.dest,
    attributes: { owner: p.owner, group: p.group, mode: p.mode },
  };
}

function encodeBody({ body, body_format: format }: Params): { body: string | undefined; type: string | undefined } {
  if (body === undefined) return { body, type: undefined };
  const plain = typeof body === 'string' ? body : JSON.stringify(body);
  if (format === 'json') return { body: plain, type: 'application/json' };
  if (format === 'raw') return { body: plain, type: undefined };
  const form = isMapping(body) ? new URLSearchParams(formFields(body)).toString() : plain;
  return { body: form, type: 'application/x-www-form-urlencoded' };
}

const formFields = (body: Record<string, unknown>): [string, string][] =>
  Object.entries(body).flatMap(([name, value]) =>
    [value].flat().map((item): [string, string] => [name, typeof item === 'string' ? item : JSON.stringify(item)]),
  );

function outcome(p: Params, output: StepOutput | undefined): ActionOutcome {
  const response = parseResponse(output?.stdout ?? '');
  const failed = explainFailure(p, response.status, output);
  const type = response.headers.get('content-type') ?? '';
  const json = /[/+]json\b/.test(type) ? parseJson(response.body) : undefined;
  return {
    changed: failed === undefined && !isReadOnly(p),
    failed,
    result: {
      ...Object.fromEntries([...response.headers].map(([name, value]) => [name.replaceAll('-', '_'), value])),
      status: response.status,
      url: response.url === '' ? p.url : response.url,
      redirected: response.redirected,
      elapsed: Math.round((output?.elapsedMs ?? 0) / 1000),
      ...((p.return_content || failed !== undefined) && { content: response.body }),
      ...(json !== undefined && { json }),
      ...(p.dest !== undefined && { path: p.dest }),
    },
  };
}

function explainFailure(p: Params, status: number, output: StepOutput | undefined): string | undefined {
  if (status > 0 && !p.status_code.includes(status))
    return `${p.method} ${p.url} gave status ${status}, not ${p.status_code.join(' or ')}`;
  if (output?.exitStatus === 0) return undefined;
  return `${p.method} ${p.url} failed: ${output?.stderr.trim() ?? 'it was not sent'}`;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
