import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';

/** A value with what was found wrong while it was read. */
export interface Reported<T> {
  readonly value: T;
  readonly findings: readonly Diagnostic[];
}

interface Memory<K, T> {
  get(key: K): Reported<T> | undefined;
  set(key: K, value: Reported<T>): unknown;
}

/**
 * What `read` gives, read once for each key. Its findings go to everyone who asks: a file that was only guessed at, whose findings
 * nobody was told, may be named outright further on.
 */
export function readOnce<K, T>(
  memory: Memory<K, T>,
  key: K,
  diagnostics: DiagnosticList,
  read: (own: DiagnosticList) => T,
): T {
  const { value, findings } = memory.get(key) ?? readNow(memory, key, read);
  for (const finding of findings) diagnostics.add(finding);
  return value;
}

function readNow<K, T>(memory: Memory<K, T>, key: K, read: (own: DiagnosticList) => T): Reported<T> {
  const own = new DiagnosticList();
  const reported = { value: read(own), findings: own.items };
  memory.set(key, reported);
  return reported;
}
