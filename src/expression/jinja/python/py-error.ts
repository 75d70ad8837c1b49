/** An error as Python would raise it. It has no place yet; the message is for the user and holds no values. */
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

/** What is well-formed, and yet not done here, because the result could not be exact or safe. */
export const refused = (message: string, suggestion?: string): PyError => new PyError('Refused', message, suggestion);
