import * as z from 'zod';
import { bool, fileMode, text } from '../../module-api/params.ts';

export const list = () =>
  z.preprocess((value) => (typeof value === 'string' ? value.trim().split(/[\s,]+/) : value), z.array(text()));

const shape = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]*$/, 'must be a name of letters, digits, spaces, _ . and -'))
    .describe('Name of the repository, and of its file.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
  types: list().default(['deb']).describe('`deb`, `deb-src`.'),
  uris: list().optional().describe('URIs of the repository.'),
  suites: list()
    .optional()
    .describe('Suites, such as bookworm. A repository without components has a path that ends with /.'),
  components: list().optional().describe('Components, such as main.'),
  architectures: list().optional().describe("Architectures. Default: the host's."),
  signed_by: text()
    .optional()
    .describe(
      'The signing key: a file on the host, a URL from which the host downloads it once, or the ASCII-armored key itself.',
    ),
  enabled: bool().optional().describe('Whether the repository is enabled.'),
  trusted: bool().optional().describe('Trust the repository even if it is not signed.'),
  languages: list().optional().describe('Languages of package descriptions.'),
  targets: list().optional().describe('Index targets to download.'),
  pdiffs: bool().optional().describe('Download only the changes (pdiffs) of package lists.'),
  by_hash: bool().optional().describe('Download package lists by their hashes.'),
  check_date: bool().optional().describe('Reject a repository with a date in the future.'),
  check_valid_until: bool().optional().describe('Reject an expired repository.'),
  date_max_future: z.coerce
    .number()
    .optional()
    .describe('Maximum number of seconds that the date may be in the future.'),
  inrelease_path: text().optional().describe('Path of the InRelease file.'),
  allow_insecure: bool().optional().describe('Allow the repository without a signature.'),
  allow_weak: bool().optional().describe('Allow weak signatures.'),
  allow_downgrade_to_insecure: bool().optional().describe('Allow the repository after it has lost its signature.'),
  mode: fileMode().default('0644').describe('Permission bits of the file.'),
});

export type Deb822Params = z.output<typeof shape>;

export const deb822Params = shape
  .refine((p) => p.state === 'absent' || p.uris !== undefined, {
    path: ['uris'],
    message: 'is needed with state: present',
  })
  .refine((p) => p.state === 'absent' || p.suites !== undefined, {
    path: ['suites'],
    message: 'is needed with state: present',
  })
  // apt ignores all of its sources if one is invalid
  .refine((p) => p.uris?.every((uri) => /^[a-z][a-z0-9+.-]*:\S+$/.test(uri)) !== false, {
    path: ['uris'],
    message: 'must begin with a scheme such as https:',
  })
  .refine((p) => p.suites?.every((suite) => suite.endsWith('/') === (p.components === undefined)) !== false, {
    path: ['components'],
    message: 'are needed for a suite, and not for a path that ends with /',
  });
