import { describe, expect, test } from '@jest/globals';
import { createAutoTransport, isBeyondLibrary, isRefusal } from '../../src/transport/auto-transport.ts';
import type { MayOvercome } from '../../src/transport/auto-transport.ts';
import { TransportError } from '../../src/transport/session.ts';
import type { ConnectionTarget, HostSession, TransportErrorKind } from '../../src/transport/session.ts';
import { TARGET } from './support/use-fake-host.ts';

const SESSION = {} as HostSession;

interface Tried {
  readonly used: string[];
  readonly notices: string[];
  readonly error: unknown;
}

/** What comes of a library that fails so, where ssh(1) gets in or fails too. */
async function tryBoth(
  mayOvercome: MayOvercome,
  failure: { readonly kind: TransportErrorKind; readonly needsOpenssh?: boolean },
  { opens = true, target = {} }: { readonly opens?: boolean; readonly target?: Partial<ConnectionTarget> } = {},
): Promise<Tried> {
  const used: string[] = [];
  const notices: string[] = [];
  const way = (name: string, error?: TransportError) => ({
    connect: (): Promise<HostSession> => {
      used.push(name);
      return error ? Promise.reject(error) : Promise.resolve(SESSION);
    },
  });
  const library = new TransportError({ host: 'web1', message: 'web1: refused', hint: 'look', ...failure });
  const program = new TransportError({ host: 'web1', message: 'web1: ssh: no', kind: 'authentication' });
  const transport = createAutoTransport(
    { ssh: way('ssh', library), openssh: way('openssh', opens ? undefined : program) },
    mayOvercome,
  );
  const connecting = transport.connect({ ...TARGET, notice: (text) => notices.push(text), ...target });
  const error: unknown = await connecting.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { used, notices, error };
}

describe.each([
  ['auto', isRefusal, { kind: 'authentication' }],
  ['auto', isRefusal, { kind: 'host-key' }],
  ['auto', isRefusal, { kind: 'unreachable', needsOpenssh: true }],
  ['smart', isBeyondLibrary, { kind: 'authentication', needsOpenssh: true }],
  ['smart', isBeyondLibrary, { kind: 'host-key', needsOpenssh: true }],
] as const)('connection: %s, refused with %o', (_, mayOvercome, failure) => {
  test('uses ssh(1), and says so', async () => {
    const { used, notices, error } = await tryBoth(mayOvercome, failure);
    expect([used, error]).toEqual([['ssh', 'openssh'], undefined]);
    expect(notices).toEqual([expect.stringMatching(/^web1: refused; connected with the machine's own ssh; /)]);
  });

  test('says why neither gets in', async () => {
    const { error, notices } = await tryBoth(mayOvercome, failure, { opens: false });
    expect(error).toMatchObject({
      message: 'web1: refused',
      hint: "look; the machine's own ssh failed too: web1: ssh: no",
    });
    expect(notices).toEqual([]);
  });
});

test.each([
  ['auto', isRefusal, { kind: 'unreachable' }, {}],
  ['auto, with a password,', isRefusal, { kind: 'authentication' }, { password: 'x' }],
  ['smart', isBeyondLibrary, { kind: 'authentication' }, {}],
  ['smart', isBeyondLibrary, { kind: 'host-key' }, {}],
  ['smart, with a password,', isBeyondLibrary, { kind: 'authentication', needsOpenssh: true }, { password: 'x' }],
] as const)('connection: %s does not try ssh(1) where that would fail as well: %#', async (_, may, failure, target) => {
  const { used, error } = await tryBoth(may, failure, { target });
  expect([used, error]).toEqual([['ssh'], expect.objectContaining({ message: 'web1: refused', hint: 'look' })]);
});
