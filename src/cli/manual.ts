import * as codes from './exit-codes.ts';

/** The exit codes and their meanings, for the manual. A test holds that none is missing. */
export const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  0: 'success',
  [codes.EXIT_FAILED]: 'a task failed',
  [codes.EXIT_PENDING]: 'changes are pending (with --check --detailed-exitcode)',
  [codes.EXIT_INVALID]: 'invalid input; no host was touched',
  [codes.EXIT_UNREACHABLE]: 'a host was unreachable',
  [codes.EXIT_LOCKED]: 'a host is locked by another run',
  [codes.EXIT_OUTPUT]: 'the hosts succeeded, but an output of the run could not be written completely',
  [codes.EXIT_DRIFTED]: 'a host differs from the reviewed plan and was not changed',
  [codes.EXIT_INTERNAL]: 'an internal error',
  [codes.EXIT_INTERRUPTED]: 'interrupted',
};

/** The environment variables that the program reads, and their meanings. A test holds that none is missing. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  PROVISION_VAULT_PASSWORD_FILE: 'a file with the vault password, or a program that prints it',
  ANSIBLE_VAULT_PASSWORD_FILE: 'the same; PROVISION_VAULT_PASSWORD_FILE takes precedence',
  PROVISION_CLUSTER: 'the PostgreSQL database of runs that workers share, as for --cluster',
  PROVISION_NOTIFY_TOKEN: 'a token that is sent to the webhooks of --notify',
  ANSIBLE_CONFIG: "the ansible.cfg to read; Ansible's other variables set the flags that provision config lists",
  NO_COLOR: 'if set and not empty, no colors',
  FORCE_COLOR: '1: colors also if the output is no terminal; 0: no colors',
  TERM: 'dumb: plain lines without colors',
  CI: 'if set, plain lines in place of the live view',
  EDITOR: 'the editor of provision vault edit and create',
  VISUAL: 'the same; takes precedence',
  HOME: 'the directory that ~ stands for',
  XDG_CACHE_HOME: 'the directory of caches; ~/.cache by default',
  XDG_CONFIG_HOME: 'the directory of the key that seals plans; ~/.config by default',
  SSH_AUTH_SOCK: 'the SSH agent whose keys are tried',
  TRACEPARENT: 'the trace that the run belongs to, for --traces',
  OTEL_EXPORTER_OTLP_HEADERS: 'headers for --traces, such as a token',
  PATH: 'where programs of this machine, such as ssh and sendmail, are found',
  LANG: 'whether the terminal takes UTF-8: symbols, or plain characters',
  LC_ALL: 'the same; takes precedence over LC_CTYPE, and that over LANG',
  LC_CTYPE: 'the same',
};
