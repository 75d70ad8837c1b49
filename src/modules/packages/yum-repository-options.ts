import { bool, integer, oneLine, textList } from '../../module-api/params.ts';

const flag = (description: string) => bool().optional().describe(description);
const word = (description: string) => oneLine().optional().describe(description);
const count = (description: string) => integer().optional().describe(description);
const words = (description: string) => textList().optional().describe(description);
const secret = (description: string) => oneLine().optional().meta({ secret: true }).describe(description);

/** The options of a repository, by their names in the file; dnf.conf(5) describes them. */
export const repositoryOptions = {
  baseurl: words('Its addresses.'),
  metalink: word('Address of a metalink file.'),
  mirrorlist: word('Address of a list of mirrors.'),
  enabled: flag('Whether it is used.'),
  gpgcheck: flag('Verify the signatures of packages.'),
  repo_gpgcheck: flag('Verify the signature of the metadata.'),
  gpgkey: words('Addresses of the keys.'),
  gpgcakey: word('Address of the key that signs the keys.'),
  priority: count('Its priority; a smaller number precedes.'),
  cost: count('Its cost, compared with other repositories.'),
  exclude: words('Packages that are not used.'),
  includepkgs: words('The only packages that are used.'),
  module_hotfixes: flag('Its packages are not limited by modules.'),
  metadata_expire: word('For how long metadata is valid: 6h, or never.'),
  metadata_expire_filter: word('For which commands metadata may be expired.'),
  mirrorlist_expire: word('For how long the list of mirrors is valid.'),
  skip_if_unavailable: flag('Go on without it if it cannot be reached.'),
  enablegroups: flag('Use its groups of packages.'),
  sslverify: flag('Verify the certificate of the server.'),
  sslcacert: word('File with the certificates of authorities.'),
  sslclientcert: word('File with the certificate of the client.'),
  sslclientkey: word('File with the key of the client.'),
  ssl_check_cert_permissions: flag('Verify that the certificates can be read.'),
  username: word('Account for the server.'),
  password: secret('Password of the account.'),
  proxy: word('Address of the proxy; _none_ for no proxy.'),
  proxy_username: word('Account for the proxy.'),
  proxy_password: secret('Password of the account for the proxy.'),
  timeout: count('Seconds to wait for a connection.'),
  retries: count('Number of attempts.'),
  bandwidth: word('The available bandwidth.'),
  throttle: word('The bandwidth to use: a percentage, or bytes in a second.'),
  ip_resolve: word('Protocol for names: 4 or 6.'),
  keepalive: flag('Keep connections for further requests.'),
  keepcache: word('Whether packages are kept: 0 or 1.'),
  http_caching: word('What proxies may keep: all, packages or none.'),
  failovermethod: word('Order of the addresses: roundrobin or priority.'),
  include: word('Address of a further configuration file.'),
  deltarpm_percentage: count('Size of deltas of packages to be used, as a percentage.'),
  deltarpm_metadata_percentage: count('Size of metadata of deltas to be used, as a percentage.'),
  async: flag('Download in parallel.'),
  protect: flag('Protect its packages from updates by other repositories.'),
  s3_enabled: flag('The server is Amazon S3.'),
  ui_repoid_vars: word('Variables in the ID that is shown.'),
};
