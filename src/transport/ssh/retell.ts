import { TransportError } from '../session.ts';
import { PassingFailure } from './open-stream.ts';

/** The same error with more context. A prefix replaces the host's name. */
export function retell(
  error: TransportError,
  { prefix, hint }: { readonly prefix?: string; readonly hint?: string },
): TransportError {
  const { kind, host, cause, needsOpenssh } = error;
  const own = error.message.startsWith(`${host}: `) ? error.message.slice(host.length + 2) : error.message;
  const message = prefix === undefined ? error.message : `${prefix}: ${own}`;
  const hints = [error.hint, hint].filter((text) => text !== undefined);
  const options = { kind, host, message, hint: hints.length > 0 ? hints.join('; ') : undefined, cause, needsOpenssh };
  return error instanceof PassingFailure ? new PassingFailure(options) : new TransportError(options);
}
