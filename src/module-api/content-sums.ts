import { hash } from 'node:crypto';

/** What Ansible registers of a file's content: its SHA-1 as `checksum`, and its MD5. They tell contents apart, and protect nothing. */
export const contentSums = (bytes: Buffer): { readonly checksum: string; readonly md5sum: string } => ({
  checksum: hash('sha1', bytes, 'hex'),
  md5sum: hash('md5', bytes, 'hex'),
});
