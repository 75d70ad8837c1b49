import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { parseTarget, REASONS } from '../../report/notify/notify-target.ts';
import type { NotifyTarget, Reason } from '../../report/notify/notify-target.ts';

/** The flags for external reports of a run. */
export interface OutletFlags {
  readonly notify?: readonly NotifyTarget[];
  readonly notifyOn?: readonly Reason[];
  readonly metrics?: string;
  readonly traces?: string;
}

export function addOutletOptions(command: Command): Command {
  return command
    .option(
      '--notify <to>',
      'notify a webhook (https://...) or an address (mailto:ADDRESS) when the run has ended (repeatable)',
      collectTarget,
    )
    .option(
      '--notify-on <reasons>',
      'when to notify: failure, drift, end, separated by commas (default: failure,drift)',
      readReasons,
    )
    .option('--metrics <file>', "write the run's result as Prometheus metrics, for node_exporter's textfile collector")
    .option('--traces <url>', 'send the run to an OpenTelemetry collector (OTLP over HTTP, as JSON)', readUrl);
}

function collectTarget(text: string, earlier: readonly NotifyTarget[] = []): readonly NotifyTarget[] {
  const target = parseTarget(text);
  if (target === undefined) throw new InvalidArgumentError('It takes https://..., http://... or mailto:ADDRESS.');
  return [...earlier, target];
}

function readReasons(text: string): readonly Reason[] {
  return text.split(',').map((word) => {
    const reason = REASONS.find((one) => one === word.trim());
    if (reason === undefined) throw new InvalidArgumentError(`It takes ${REASONS.join(', ')}, commas between.`);
    return reason;
  });
}

function readUrl(text: string): string {
  if (!/^https?:\/\/./.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It takes https://... or http://...');
  return text;
}
