import { createHash } from 'node:crypto';

/** Namespace of Ansible's to_uuid, so that names keep their UUIDs. */
const NAMESPACE = '361e6d51faec444a9079341386da8e2e';

/** The version 5 UUID of a name (RFC 9562, 5.5). */
export function stableUuid(name: string): string {
  const bytes = createHash('sha1').update(Buffer.from(NAMESPACE, 'hex')).update(name, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
