import { MetricsFile } from './metrics/metrics-file.ts';
import { Notifier } from './notify/notifier.ts';
import type { NotifyTarget, Reason } from './notify/notify-target.ts';
import { METRICS, refuseOtherKind } from './output-kind.ts';
import { checkReplaceable, requireWritable } from './require-writable.ts';
import type { Subscriber } from './subscriber.ts';
import { TraceExporter } from './traces/trace-exporter.ts';

export interface Outlets {
  readonly notify?: readonly NotifyTarget[] | undefined;
  /** Reasons for a notification; by default failure and drift. */
  readonly notifyOn?: readonly Reason[] | undefined;
  readonly metricsFile?: string | undefined;
  readonly tracesUrl?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Version of the program. */
  readonly version: string;
}

/** External subscribers of a run. Throws `InvalidInput` if a file can't be written. */
export function openOutlets(outlets: Outlets): Subscriber[] {
  const { notify = [], notifyOn = ['failure', 'drift'], metricsFile, tracesUrl, env, version } = outlets;
  const reasons = new Set(notifyOn);
  const subscribers: Subscriber[] = notify.map((target) => new Notifier({ target, reasons, env }));
  if (metricsFile !== undefined) {
    refuseOtherKind(METRICS, metricsFile);
    requireWritable('--metrics', metricsFile, () => checkReplaceable(metricsFile));
    subscribers.push(new MetricsFile(metricsFile));
  }
  if (tracesUrl !== undefined) subscribers.push(new TraceExporter({ url: tracesUrl, env, version }));
  return subscribers;
}
