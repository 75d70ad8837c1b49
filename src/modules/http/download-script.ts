import { quote } from '../../query/quote.ts';
import { renderOption } from './uri-request.ts';

/** The source and the options of a download. */
export interface Download {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly agent?: string | undefined;
  readonly timeoutSeconds: number;
  readonly validatesCerts: boolean;
}

/** The input of curl, which keeps all values off the command line. */
export const renderCurlInput = (download: Download): string =>
  [
    renderOption('url', download.url),
    'location',
    'fail',
    'silent',
    'show-error',
    ...Object.entries(download.headers).map(([name, value]) => renderOption('header', `${name}: ${value}`)),
    ...(download.user === undefined ? [] : [renderOption('user', `${download.user}:${download.password ?? ''}`)]),
    ...(download.agent === undefined ? [] : [renderOption('user-agent', download.agent)]),
    ...(download.validatesCerts ? [] : ['insecure']),
    renderOption('connect-timeout', download.timeoutSeconds),
    // stops a transfer that stalls, but not a slow one
    'speed-limit = 1',
    renderOption('speed-time', Math.max(30, download.timeoutSeconds)),
    '',
  ].join('\n');

/** Shell code that downloads to a file (a word of the shell; `-` is stdout), for use where stdin is not available for `renderCurlInput`. */
export const renderFetch = (download: Download, to: string): string =>
  `${renderDownload(download)}\nprintf '%s' ${quote(renderCurlInput(download))} | download ${to}`;

/** Whether a URL may appear on a command line: without a login and without a query, which may contain a token. */
export const isPublicAddress = (url: string): boolean => !/[a-z]+:\/\/[^/]*@|\?/.test(url);

/** A proxy for packages is not used for other downloads; the file is owned by the user who requested it. */
const APT_OPTIONS = ['Acquire::http::Proxy=DIRECT', 'Acquire::https::Proxy=DIRECT', 'APT::Sandbox::User=root']
  .map((option) => ` -o ${option}`)
  .join('');

/**
 * Defines a shell function `download` that writes to the given file (`-` is stdout) with curl, wget or apt's downloader, whichever
 * is installed. Only curl, which reads `renderCurlInput` on stdin, can hide headers and passwords from other users.
 */
export function renderDownload(download: Download): string {
  const url = quote(download.url);
  const isPlain =
    Object.keys(download.headers).length === 0 && download.user === undefined && download.agent === undefined;
  const isPublic = isPublicAddress(download.url);
  const certificates = download.validatesCerts ? '' : ' --no-check-certificate';
  return [
    'download() {',
    '  if command -v curl >/dev/null; then curl -q -K - -o "$1"',
    ...(isPlain
      ? [
          `  elif command -v wget >/dev/null; then printf '%s\\n' ${url} | wget -q -t 1 -T ${download.timeoutSeconds}${certificates} -O "$1" -i -`,
        ]
      : []),
    ...(isPlain && isPublic
      ? [
          `  elif [ "$1" != - ] && [ -x /usr/lib/apt/apt-helper ]; then /usr/lib/apt/apt-helper -qq${APT_OPTIONS} download-file ${url} "$1" >&2`,
        ]
      : []),
    `  else echo ${quote(isPlain ? `neither curl nor wget is installed on this host${isPublic ? '' : ', and the URL may contain secrets, which must not appear on a command line'}` : 'curl is not installed on this host, and a download with headers or a password needs it')} >&2; return 127; fi`,
    '}',
  ].join('\n');
}
