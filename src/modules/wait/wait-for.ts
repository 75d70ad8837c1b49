import * as z from 'zod';
import type { ActionOutcome } from '../../module-api/module.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { integer, number, path, port, text, textList } from '../../module-api/params.ts';
import type { StepOutput } from '../../module-api/step.ts';
import { renderWait } from './wait-for-script.ts';

const params = z
  .strictObject({
    host: text().default('127.0.0.1').describe('Name or address to connect to.'),
    port: port().optional().describe('TCP port to connect to.'),
    path: path().optional().describe('File on the host to wait for.'),
    state: z
      .enum(['started', 'stopped', 'present', 'absent', 'drained'])
      .default('started')
      .describe(
        '`started` and `present`: the port is open, or the file exists; `stopped` and `absent`: the port is closed, or the file does not exist; `drained`: the port has no open connections.',
      ),
    search_regex: text()
      .optional()
      .describe(
        'Regular expression that must match the content of the file, or the data that the port sends after a connection.',
      ),
    timeout: integer()
      .default(300)
      .describe('Seconds after which the task fails. Without port and path: seconds to wait.'),
    delay: integer().default(0).describe('Seconds before the first check.'),
    sleep: number().default(1).describe('Seconds between checks.'),
    connect_timeout: integer().default(5).describe('Timeout of one connection, in seconds.'),
    active_connection_states: textList()
      .default(['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'])
      .describe('With `drained`: states of connections that count as open.'),
    exclude_hosts: textList().default([]).describe('With `drained`: addresses whose connections are ignored.'),
    msg: text().optional().describe('Message if the time is over.'),
  })
  .refine((p) => p.port === undefined || p.path === undefined, {
    path: ['path'],
    message: 'excludes port: give one of them',
  })
  .refine((p) => p.state !== 'drained' || p.port !== undefined, { path: ['state'], message: 'drained needs port' })
  .refine((p) => p.search_regex === undefined || isPattern(p.search_regex), {
    path: ['search_regex'],
    message: 'must be a regular expression',
  });

type Params = z.output<typeof params>;

/** Waits on the host until a port is open or closed, or a file exists or is gone. */
export const waitFor = defineAction({
  name: 'wait_for',
  summary: 'Waits until a port is open or closed, or a file exists or is absent.',
  params,
  examples: [
    '- wait_for:\n    port: 8080\n    timeout: 60\n',
    '- wait_for:\n    path: /run/app.pid\n    state: absent\n',
    '- wait_for:\n    host: db1.example.com\n    port: 22\n    search_regex: OpenSSH\n',
  ],
  returns: {
    elapsed: 'Duration in seconds.',
    match_groups: 'Matches of the groups of search_regex.',
    state: 'The requested state.',
  },
  queries: () => ({}),
  diff: (p) => [{ attribute: 'wait', before: null, after: describe(p) }],
  apply: (p) => [
    {
      kind: 'run',
      script: renderWait({
        host: p.host,
        port: p.port ?? 0,
        path: p.path ?? '',
        isThere: p.state === 'started' || p.state === 'present',
        isDrained: p.state === 'drained',
        pattern: p.search_regex ?? '',
        connectionStates: p.active_connection_states,
        excludedHosts: p.exclude_hosts,
        timeout: p.timeout,
        delay: p.delay,
        interval: p.sleep,
        connectTimeout: p.connect_timeout,
      }),
    },
  ],
  writes: () => ({ keys: [] }),
  isReadOnly: () => true,
  outcome: (p, [output]) => outcome(p, output),
});

function describe(p: Params, state: string = p.state): string {
  const subject = p.path ?? (p.port === undefined ? `${p.timeout} seconds` : `${p.host}:${p.port}`);
  if (p.port === undefined && p.path === undefined) return subject;
  return `${subject} ${state}${p.search_regex === undefined ? '' : ` and matching ${p.search_regex}`}`;
}

function outcome(p: Params, output: StepOutput | undefined): ActionOutcome {
  const [elapsed = '', ...groups] = output?.stdout.split('\0').slice(0, -1) ?? [];
  const result = {
    elapsed: Number(elapsed) || Math.round((output?.elapsedMs ?? 0) / 1000),
    match_groups: groups,
    state: p.state,
    ...(p.port !== undefined && { port: p.port }),
    ...(p.path !== undefined && { path: p.path }),
  };
  return { changed: false, failed: explainFailure(p, output), result };
}

function explainFailure(p: Params, output: StepOutput | undefined): string | undefined {
  if (output?.exitStatus === 0) return undefined;
  if (output !== undefined && TIMED_OUT.includes(output.exitStatus))
    return p.msg ?? `timed out after ${p.timeout} s waiting for ${describe(p, `to be ${p.state}`)}`;
  return `waiting for ${describe(p)} failed: ${output?.stderr.trim() ?? 'it was not run'}`;
}

/** By the program itself, and by timeout(1), which ends it with a signal. */
const TIMED_OUT = [1, 124, 137];

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern.replaceAll('(?P<', '(?<')) instanceof RegExp;
  } catch {
    return false;
  }
}
