import type { OutputStream } from '../output-stream.ts';

/** Passes everything that is written to a stream to `onText` instead, until the returned function is called. */
export function divertWrites(stream: OutputStream, onText: (text: string) => void): () => void {
  const inherited = Object.getOwnPropertyDescriptor(stream, 'write');
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    onText(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const callback = rest.at(-1);
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  };
  Object.defineProperty(stream, 'write', { value: write, configurable: true, writable: true });
  return () => {
    if (inherited) Object.defineProperty(stream, 'write', inherited);
    else Reflect.deleteProperty(stream, 'write');
  };
}
