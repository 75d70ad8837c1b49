import { randomBytes } from 'node:crypto';

/** A span in OTLP's JSON encoding: IDs in hex, times as decimal nanoseconds, enumerations as numbers (opentelemetry-proto, trace.proto). */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly name: string;
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: 1 | 2; readonly message?: string | undefined };
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

export const newSpanId = (): string => randomBytes(8).toString('hex');

interface SpanFields {
  readonly traceId: string;
  readonly spanId?: string | undefined;
  readonly parentSpanId?: string | undefined;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  /** The error message. */
  readonly problem?: string | undefined;
}

export function makeSpan(fields: SpanFields): Span {
  const { traceId, spanId = newSpanId(), parentSpanId, name, startMs, endMs, attributes, problem } = fields;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: 1,
    startTimeUnixNano: toNanos(startMs),
    endTimeUnixNano: toNanos(endMs),
    attributes: Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [{ key, value: toValue(value) }],
    ),
    status: problem === undefined ? {} : { code: 2, message: problem },
  };
}

const toNanos = (ms: number): string => `${Math.round(ms)}000000`;

const toValue = (value: string | number): Attribute['value'] =>
  typeof value === 'string' ? { stringValue: value } : { intValue: String(Math.round(value)) };

interface Parent {
  readonly traceId: string;
  readonly spanId: string;
}

/** The parent span from the environment: TRACEPARENT, in the format of W3C Trace Context. */
export function parseTraceParent(text: string | undefined): Parent | undefined {
  const [, traceId = '', spanId = ''] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(text ?? '') ?? [];
  return /[^0]/.test(traceId) && /[^0]/.test(spanId) ? { traceId, spanId } : undefined;
}
