import type { SuiteRecord } from './history.mjs';

export interface MachineRecord extends Pick<SuiteRecord, 'date' | 'commit' | 'seconds' | 'failed'> {
  readonly machine: string;
  readonly command: string;
  readonly result: string;
}
export function renderSuites(records: readonly SuiteRecord[]): string;
export function renderFromNothing(records: readonly MachineRecord[]): string;
export function slowest(records: readonly SuiteRecord[], count?: number): SuiteRecord[];
export function failedWithoutChange(
  records: readonly SuiteRecord[],
): { suite: string; commit: string; failed: number; runs: number }[];
