/** What can be wrong with encrypted files and their passwords. */
export const VAULT_CODES = {
  'vault-format': {
    title: 'Unknown vault format',
    explanation:
      'The text does not begin with a vault header, or the header names a version other than 1.1 and 1.2, or a cipher other than AES256.',
  },
  'vault-damaged': {
    title: 'Damaged vault',
    explanation: 'The text of a vault was truncated or changed; no password can open it.',
  },
  'vault-password': {
    title: 'Vault not opened',
    explanation:
      'None of the passwords given opens the vault: the password is wrong, or the vault was changed after it was written. These cases cannot be distinguished.',
  },
  'vault-no-password': {
    title: 'No vault password',
    explanation: 'A vault has to be opened, and no password was given.',
  },
  'vault-password-source': {
    title: 'Vault password not available',
    explanation: 'A password file, program or prompt did not provide a vault password.',
  },
  'vault-usage': {
    title: 'Invalid use of a vault command',
    explanation: '`provision vault` cannot do this.',
  },
  'vault-file': {
    title: 'Vault file not readable or writable',
    explanation: 'A file to encrypt or decrypt cannot be read or written.',
  },
  'vault-interrupted': {
    title: 'Editing was interrupted',
    explanation: 'The command was interrupted while a vault was open in the editor. Nothing was saved.',
  },
} as const;
