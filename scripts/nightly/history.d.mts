export interface SuiteRecord {
  readonly date: string;
  readonly commit: string;
  readonly suite: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly load: number;
  readonly cores: number;
}
export function recordsOf(report: unknown, circumstances: Pick<SuiteRecord, 'commit' | 'load' | 'cores'>): SuiteRecord[];
