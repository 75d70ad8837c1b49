/** The DER bytes of a text that holds one block of PEM (RFC 7468). */
export const pemBody = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
