/** The response to a request. `status` is -1 if there was none. */
export interface UriResponse {
  readonly status: number;
  readonly url: string;
  readonly redirected: boolean;
  /** Headers of the last response, by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Parses the output of `renderRequest`'s script. */
export function parseResponse(stdout: string): UriResponse {
  const [facts = '', size = ''] = stdout.split('\n', 2);
  const [, code = '', redirects = '', url = ''] = /^(\d+) (\d+) (.*)$/.exec(facts) ?? [];
  const rest = Buffer.from(stdout.slice(facts.length + size.length + 2));
  const status = Number(code) || -1;
  return {
    status,
    url,
    redirected: Number(redirects) > 0,
    headers: parseHeaders(rest.subarray(0, Number(size)).toString()),
    body: rest.subarray(Number(size)).toString(),
  };
}

function parseHeaders(text: string): ReadonlyMap<string, string> {
  const last =
    text
      .trimEnd()
      .split(/\r?\n\r?\n/)
      .at(-1) ?? '';
  const headers = new Map<string, string>();
  for (const line of last.split(/\r?\n/).slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (colon > 0) headers.set(name, headers.has(name) ? `${headers.get(name) ?? ''}, ${value}` : value);
  }
  return headers;
}
