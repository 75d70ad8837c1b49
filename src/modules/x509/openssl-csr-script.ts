/** The contents of a request. */
export interface WantedRequest {
  /** Pairs of OpenSSL's short name and value, the most general first: `['O', 'Example']`. */
  readonly subject: readonly (readonly [string, string])[];
  /** Extensions in the format of OpenSSL's configuration: `['keyUsage', 'critical,digitalSignature']`. */
  readonly extensions: readonly (readonly [string, string])[];
}

/** The configuration of `openssl req` for the request. */
export const renderRequestConfig = ({ subject, extensions }: WantedRequest): string =>
  [
    '[req]',
    'prompt = no',
    'utf8 = yes',
    'string_mask = utf8only',
    'distinguished_name = subject',
    ...(extensions.length > 0 ? ['req_extensions = extensions'] : []),
    '[subject]',
    ...subject.map(([name, value]) => `${name} = ${escape(value)}`),
    '[extensions]',
    ...extensions.map(([name, value]) => `${name} = ${value}`),
    '',
  ].join('\n');

/** Escapes characters with a special meaning in OpenSSL's configuration. */
const escape = (value: string): string => value.replace(/[\\$#"']/g, '\\$&');
