import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';

/** A value with the findings of its reading. */
export interface Reported<T> {
  readonly value: T;
  readonly findings: readonly Diagnostic[];
}

interface Memory<K, T> {
  get(key: K): Reported<T> | undefined;
  set(key: K, value: Reported<T>): unknown;
}

/**
 * The result of `read`, which is called once for each key. The findings are reported to each caller, since the findings of a guessed file,
 * which were not shown, must be shown if the file is named literally later.
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
