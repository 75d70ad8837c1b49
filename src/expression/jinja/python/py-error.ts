/** An error as Python would raise it. It has no location yet; the message is for the user and contains no values. */
export class PyError extends Error {
  readonly type:
    'TypeError' | 'ValueError' | 'KeyError' | 'IndexError' | 'ZeroDivisionError' | 'OverflowError' | 'Refused';
  readonly suggestion: string | undefined;

  constructor(type: PyError['type'], message: string, suggestion?: string) {
    super(message);
    this.type = type;
    this.suggestion = suggestion;
  }
}

export const typeError = (message: string): PyError => new PyError('TypeError', message);
export const valueError = (message: string): PyError => new PyError('ValueError', message);

/** A valid expression that is not supported because the result could not be exact or safe. */
export const refused = (message: string, suggestion?: string): PyError => new PyError('Refused', message, suggestion);
