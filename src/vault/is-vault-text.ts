const MARK = '$ANSIBLE_VAULT';

/**
 * Whether a file's content, or an inline value, claims to be a vault, whatever its version and whether intact or not.
 */
export function isVaultText(content: string | Uint8Array): boolean {
  const start =
    typeof content === 'string' ? content : Buffer.from(content.subarray(0, MARK.length)).toString('latin1');
  return start.startsWith(MARK);
}
