/** What a request is to say. */
export interface WantedRequest {
  /** In OpenSSL's short names, the most general first: `['O', 'Example']`. */
  readonly subject: readonly (readonly [string, string])[];
  /** Extensions as OpenSSL's configuration has them: `['keyUsage', 'critical,digitalSignature']`. */
  readonly extensions: readonly (readonly [string, string])[];
}

/** The configuration of `openssl req` for a request. */
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

/** In a value of OpenSSL's configuration these mean something. */
const escape = (value: string): string => value.replace(/[\\$#"']/g, '\\$&');
