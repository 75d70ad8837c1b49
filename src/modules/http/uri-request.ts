import { NEW, placeNew, renderBeside, fillLike } from '../../module-api/beside.ts';
import type { FileAttributes } from '../../module-api/file-attributes.ts';
import { quote } from '../../query/quote.ts';

/** A request, and the handling of its response. */
export interface UriRequest {
  readonly url: string;
  readonly method: string;
  readonly statusCodes: readonly number[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly followsRedirects: boolean;
  readonly validatesCerts: boolean;
  readonly timeoutSeconds: number;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly caPath?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly unixSocket?: string | undefined;
  readonly connectTo?: string | undefined;
  readonly agent?: string | undefined;
  readonly usesProxy: boolean;
  readonly dest?: string | undefined;
  /** Attributes of dest. */
  readonly attributes?: FileAttributes | undefined;
}

/**
 * curl's configuration (curl(1), `-K`), which keeps secrets off the
 * command line.
 */
export function renderCurlConfig(request: UriRequest): string {
  const options: readonly (readonly [string, string | number | undefined] | false)[] = [
    ['url', request.url],
    request.method === 'HEAD' ? ['head', undefined] : ['request', request.method],
    ...Object.entries(request.headers).map(([name, value]) => ['header', renderHeader(name, value)] as const),
    request.body !== undefined && ['data-raw', request.body],
    request.followsRedirects && ['location', undefined],
    !request.validatesCerts && ['insecure', undefined],
    ['max-time', request.timeoutSeconds],
    request.user !== undefined && ['user', `${request.user}:${request.password ?? ''}`],
    request.caPath !== undefined && ['cacert', request.caPath],
    request.clientCert !== undefined && ['cert', request.clientCert],
    request.clientKey !== undefined && ['key', request.clientKey],
    request.unixSocket !== undefined && ['unix-socket', request.unixSocket],
    request.connectTo !== undefined && ['connect-to', `::${bracketed(request.connectTo)}:`],
    request.agent !== undefined && ['user-agent', request.agent],
    !request.usesProxy && ['noproxy', '*'],
  ];
  return options
    .flatMap((option) => (option ? [renderOption(...option)] : []))
    .map((line) => `${line}\n`)
    .join('');
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** curl removes a header whose name is followed by a colon alone; a semicolon sends it with an empty value. */
const renderHeader = (name: string, value: string): string => (value === '' ? `${name};` : `${name}: ${value}`);

/** A line of curl's configuration. */
export const renderOption = (name: string, value: string | number | undefined): string =>
  value === undefined ? name : typeof value === 'number' ? `${name} = ${value}` : `${name} = "${escape(value)}"`;

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\v': '\\v' };

const escape = (text: string): string => text.replace(/["\\\t\n\r\v]/g, (sign) => ESCAPES[sign] ?? `\\${sign}`);

/**
 * Shell code that sends the request of a curl configuration on stdin. It prints a line of facts, the size of the headers in bytes,
 * the headers and the body, and fails if the status is unexpected.
 */
export function renderRequest({ statusCodes, dest, attributes = {} }: UriRequest): string {
  const requestLines = [
    ': > headers; : > body',
    `w=$(curl -q -sS -D headers -o body -w '%{http_code} %{num_redirects} %{url_effective}' -K -) && s=0 || s=$?`,
    String.raw`printf '%s\n' "$w"; wc -c < headers; cat headers`,
    '[ $s -eq 0 ] || exit $s',
    ...(dest === undefined ? ['cat body'] : []),
    `case $w in ${statusCodes.map((code) => `"${code} "*`).join('|')}) ;; *) exit 22;; esac`,
  ];
  return [
    `command -v curl >/dev/null || { echo 'curl is not installed on this host, and uri needs it' >&2; exit 127; }`,
    ...(dest === undefined
      ? ['d=$(mktemp -d) || exit', `trap 'rm -rf -- "$d"' EXIT`, 'cd -- "$d" || exit', ...requestLines]
      : [
          renderBeside(dest, [
            ...requestLines,
            `: > ${NEW}`,
            `chmod 0644 -- ${NEW}`,
            fillLike(dest, 'cat body'),
            ...setAttributes(attributes),
            placeNew(dest),
          ]),
        ]),
  ].join('\n');
}

/** The attributes are set before the new file is moved into place. */
function setAttributes({ owner, group, mode }: FileAttributes): string[] {
  const names = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
  return [
    ...(names === '' ? [] : [`chown -- ${quote(names)} ${NEW}`]),
    ...(mode === undefined ? [] : [`chmod -- ${quote(mode)} ${NEW}`]),
  ];
}
