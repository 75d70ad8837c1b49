/** The DER bytes of a text with one PEM block (RFC 7468). */
export const pemBody = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
