import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { createFakeTransport } from '../../../src/transport/fake.ts';
import type { FakeTransport } from '../../../src/transport/fake.ts';
import type { ConnectionTarget, HostSession, LockHolder } from '../../../src/transport/session.ts';
import type { SessionOptions } from '../../../src/transport/shell/session-options.ts';

export const TARGET: ConnectionTarget = {
  host: 'web1',
  address: 'web1',
  acceptNewHostKey: false,
  connectTimeoutMs: 1000,
  connectRetries: 0,
};

export const holderOf = (runId: string): LockHolder => ({ who: 'ann@desk', runId, since: '2026-01-02T03:04:05Z' });

/** One machine, as many sessions of it as a test wants. */
export interface FakeHost {
  readonly directory: string;
  readonly transport: FakeTransport;
  connect(target?: Partial<ConnectionTarget>): Promise<HostSession>;
}

/** A new machine for each test; its sessions are closed at the end. */
export function useFakeHost(options: Partial<SessionOptions> = {}): () => FakeHost {
  let host: FakeHost;
  let sessions: HostSession[] = [];
  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), 'transport-'));
    const transport = createFakeTransport(directory, options);
    sessions = [];
    const connect = async (target: Partial<ConnectionTarget> = {}): Promise<HostSession> => {
      const session = await transport.connect({ ...TARGET, ...target });
      sessions.push(session);
      return session;
    };
    host = { directory, transport, connect };
  });
  afterEach(async () => {
    await Promise.all(sessions.map((session) => session.close()));
    rmSync(host.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return () => host;
}
