import { CERTIFICATE_FUNCTIONS } from './certificates.ts';
import { COLLECTION_FUNCTIONS } from './collections.ts';
import type { LibraryFunction } from './define.ts';
import { ENCODING_FUNCTIONS } from './encoding.ts';
import { HOST_FUNCTIONS } from './host.ts';
import { NETWORK_FUNCTIONS } from './network.ts';
import { PASSWORD_FUNCTIONS } from './password.ts';
import { SIZE_FUNCTIONS } from './sizes.ts';
import { TEXT_FUNCTIONS } from './text.ts';
import { VERSION_FUNCTIONS } from './versions.ts';

const FUNCTIONS: readonly LibraryFunction[] = [
  ...HOST_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...PASSWORD_FUNCTIONS,
  ...CERTIFICATE_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...SIZE_FUNCTIONS,
  ...NETWORK_FUNCTIONS,
  ...VERSION_FUNCTIONS,
];

/** All functions of the expression language by name. docs/reference/expressions.md is generated from this table. */
export const LIBRARY: ReadonlyMap<string, LibraryFunction> = new Map(FUNCTIONS.map((entry) => [entry.name, entry]));
