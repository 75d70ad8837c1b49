import { randomBytes } from 'node:crypto';
import type {
  EngineEvent,
  HandlerFinished,
  RoleFinished,
  RunFinished,
  RunStarted,
  TaskFinished,
} from '../../engine/events.ts';
import { postJson } from '../notify/post-json.ts';
import type { Subscriber } from '../subscriber.ts';
import { makeSpan, newSpanId, parseTraceParent } from './span.ts';
import type { Span } from './span.ts';

interface TraceOptions {
  /** The OTLP/HTTP endpoint. */
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
}

const SPANS_AT_ONCE = 500;

/**
 * Sends a run to an OpenTelemetry collector, as OTLP in JSON: a span for the run, below it one for each role on a host, and below that one
 * for each task except those that found the declared state. Spans are sent in groups, and the run's span last.
 */
export class TraceExporter implements Subscriber {
  readonly name: string;
  readonly text = 'clean';
  readonly reads = new Set([
    'run.started',
    'role.started',
    'role.finished',
    'task.finished',
    'handler.finished',
    'run.finished',
  ] as const);
  readonly #options: TraceOptions;
  readonly #endpoint: string;
  readonly #traceId: string;
  readonly #parentSpanId: string | undefined;
  readonly #rootId = newSpanId();
  /** Spans of running roles, by node; deleted when they end. */
  readonly #open = new Map<string, { readonly spanId: string; readonly startMs: number }>();
  #spans: Span[] = [];
  #sending: Promise<void> = Promise.resolve();
  #started: RunStarted | undefined;

  constructor(options: TraceOptions) {
    this.#options = options;
    this.#endpoint = endpointOf(options.url);
    this.name = `traces to ${new URL(options.url).host}`;
    const parent = parseTraceParent(options.env['TRACEPARENT']);
    this.#traceId = parent?.traceId ?? randomBytes(16).toString('hex');
    this.#parentSpanId = parent?.spanId;
  }

  /** Tasks that found the declared state have no span. */
  skim(event: EngineEvent): boolean {
    return event.event === 'task.finished' && (event.status === 'ok' || event.status === 'skipped');
  }

  handle(event: EngineEvent): void {
    if (event.event === 'run.started') this.#started = event;
    else if (event.event === 'role.started') this.#open.set(keyOf(event), { spanId: newSpanId(), startMs: Date.now() });
    else if (event.event === 'role.finished') this.#endRole(event);
    else if (event.event === 'task.finished' || event.event === 'handler.finished') this.#addTask(event);
    else if (event.event === 'run.finished') this.#endRun(event);
  }

  /** Rejects if spans could not be sent. */
  async close(): Promise<void> {
    this.#send();
    await this.#sending;
  }

  #endRole(event: RoleFinished): void {
    const open = this.#open.get(keyOf(event));
    this.#open.delete(keyOf(event));
    const endMs = Date.now();
    this.#add({
      spanId: open?.spanId,
      parentSpanId: this.#rootId,
      name: `${event.role} on ${event.host}`,
      startMs: open?.startMs ?? endMs - event.ms,
      endMs,
      attributes: {
        'host.name': event.host,
        'provision.role': event.role,
        'provision.play': event.play,
        'provision.status': event.status,
        'provision.blocked_by': event.blockedBy,
      },
      problem: event.status === 'failed' || event.status === 'blocked' ? event.status : undefined,
    });
  }

  #addTask(event: TaskFinished | HandlerFinished): void {
    const endMs = Date.now();
    const { task, host, item, status } = event;
    this.#add({
      parentSpanId: this.#open.get(keyOf(event))?.spanId ?? this.#rootId,
      name: task.name,
      startMs: endMs - event.ms,
      endMs,
      attributes: {
        'host.name': host,
        'provision.module': task.module,
        'provision.item': item,
        'provision.status': status,
        'provision.changes': event.changes.length,
        'code.filepath': task.file,
        'code.lineno': task.line,
      },
      problem: status === 'failed' ? event.failure?.message : undefined,
    });
  }

  #endRun({ ms, exitCode, at }: RunFinished): void {
    const endMs = Date.parse(at);
    const { run, mode, playbook = '', inventory = [], by } = this.#started ?? {};
    this.#add({
      spanId: this.#rootId,
      parentSpanId: this.#parentSpanId,
      name: `provision ${mode ?? ''} ${playbook}`,
      startMs: endMs - ms,
      endMs,
      attributes: {
        'provision.run': run,
        'provision.mode': mode,
        'provision.playbook': playbook,
        'provision.inventory': inventory.join(','),
        'provision.by': by,
        'provision.exit_code': exitCode,
      },
      problem: exitCode === 0 ? undefined : `exit code ${exitCode}`,
    });
  }

  #add(fields: Omit<Parameters<typeof makeSpan>[0], 'traceId'>): void {
    this.#spans.push(makeSpan({ traceId: this.#traceId, ...fields }));
    if (this.#spans.length >= SPANS_AT_ONCE) this.#send();
  }

  #send(): void {
    if (this.#spans.length === 0) return;
    const body = renderRequest(this.#spans, this.#options.version);
    this.#spans = [];
    const headers = parseHeaders(this.#options.env['OTEL_EXPORTER_OTLP_HEADERS']);
    this.#sending = this.#sending.then(() => postJson({ url: this.#endpoint, headers, body }));
    // errors are reported at the end
    this.#sending.catch(() => undefined);
  }
}

const keyOf = ({ host, node }: { readonly host: string; readonly node: string }): string => `${host}\n${node}`;

/** As specified for OTEL_EXPORTER_OTLP_ENDPOINT: without a path, the protocol's default path for traces. */
function endpointOf(text: string): string {
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url.href;
}

/** Parses `name=value,...` with percent-encoded values. */
function parseHeaders(text = ''): Record<string, string> {
  const pairs = [...text.matchAll(/\s*([^=,\s]+)\s*=\s*([^,]*)/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, decodeURIComponent(value.trim())]));
}

const renderRequest = (spans: readonly Span[], version: string): unknown => ({
  resourceSpans: [
    {
      resource: {
        attributes: [
          { key: 'service.name', value: { stringValue: 'provision' } },
          { key: 'service.version', value: { stringValue: version } },
        ],
      },
      scopeSpans: [{ scope: { name: 'provision', version }, spans }],
    },
  ],
});
