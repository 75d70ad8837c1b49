import { ModuleFailure } from '../../module-api/module.ts';
import { bool, oneLine, path, port, text } from '../../module-api/params.ts';
import type { RunStep } from '../../module-api/step.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';

/** Parameters for the login to a Redis server. */
export const redisLogin = {
  login_host: text().default('localhost').describe('Address of the server.'),
  login_port: port().default(6379).describe('Port of that server.'),
  login_user: oneLine().optional().describe('User to log in as, of Redis 6 and newer.'),
  login_password: oneLine().optional().meta({ secret: true }).describe('Password of the account.'),
  tls: bool().default(false).describe('Encrypt the connection.'),
  validate_certs: bool().default(true).describe("Verify the server's certificate."),
  ca_certs: path().optional().describe("CA bundle that the server's certificate is verified against."),
};

export interface RedisLogin {
  readonly login_host: string;
  readonly login_port: number;
  readonly login_user?: string | undefined;
  readonly login_password?: string | undefined;
  readonly tls: boolean;
  readonly validate_certs: boolean;
  readonly ca_certs?: string | undefined;
}

const client = (p: RedisLogin, words: readonly string[]): string =>
  quoteAll([
    'redis-cli',
    ...['-h', p.login_host, '-p', String(p.login_port)],
    ...(p.login_user === undefined ? [] : ['--user', p.login_user]),
    ...(p.tls ? ['--tls'] : []),
    ...(p.tls && !p.validate_certs ? ['--insecure'] : []),
    ...(p.tls && p.ca_certs !== undefined ? ['--cacert', p.ca_certs] : []),
    ...words,
  ]);

/** A command in the format of redis-cli's input. */
export const redisCommand = (words: readonly string[]): string =>
  words.map((word) => `"${word.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`).join(' ');

interface RedisQuestion {
  readonly command: string;
  /** The passwords to try, in order; '' means no password. */
  readonly passwords: readonly string[];
  /** A shell filter that prints the relevant part of the answer. */
  readonly filter: string;
}

/** A script that queries the server. redis-cli exits with 0 even if the server does not answer, so it sends a PING first. */
export const renderRedisQuestion = (p: RedisLogin, { command, passwords, filter }: RedisQuestion): string =>
  `command -v redis-cli >/dev/null || exit 127
unset REDISCLI_AUTH
for a in ${passwords.map(quote).join(' ')}; do
  [ -z "$a" ] || export REDISCLI_AUTH="$a"
  r=$(printf 'PING\\n%s\\n' ${quote(command)} | ${client(p, [])})
  case $r in
    PONG*) printf '%s\\n' "$r" | tr -d '\\r' | sed 1d | ${filter}; exit 0 ;;
    NOAUTH*) ;;
    *) printf '%s\\n' "$r" >&2; exit 3 ;;
  esac
done
exit 4`;

/** A command to which the server must answer OK. It is passed on stdin, because it may contain a secret. */
export const redisStep = (p: RedisLogin, words: readonly string[], options: readonly string[] = []): RunStep => ({
  kind: 'run',
  script: [
    'IFS= read -r REDISCLI_AUTH',
    'if [ -n "$REDISCLI_AUTH" ]; then export REDISCLI_AUTH; else unset REDISCLI_AUTH; fi',
    `r=$(${client(p, options)}) || exit`,
    `[ "$r" = OK ] || { printf '%s\\n' "$r" >&2; exit 1; }`,
  ].join('\n'),
  stdin: `${p.login_password ?? ''}\n${redisCommand(words)}\n`,
});

/** The server's answer; throws `ModuleFailure` if the query failed. */
export function expectRedisAnswer({ exitStatus, stdout, stderr }: ShellAnswer): string {
  if (exitStatus === 127)
    throw new ModuleFailure('redis-cli is not installed on the host', 'Install the package redis-tools.');
  if (exitStatus === 4)
    throw new ModuleFailure('the Redis server refuses the login', 'Set login_password, and login_user if required.');
  const problem = exitStatus === 0 ? /^(?:ERR|NOPERM)\b.*/.exec(stdout)?.[0] : stderr;
  if (problem !== undefined)
    throw new ModuleFailure(`the Redis server cannot be queried: ${problem.split('\n')[0] ?? ''}`);
  return stdout.replace(/\n$/, '');
}
