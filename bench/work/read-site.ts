const DIRECTORIES = [
  '/usr/local/share/ca-certificates',
  '/usr/local/sbin',
  '/etc/ssl/site',
  '/etc/haproxy',
  '/etc/keepalived',
  '/etc/nginx',
  '/etc/mysql/mariadb.conf.d',
  '/etc/prometheus',
  '/etc/appserver',
  '/srv/app',
  '/var/www',
  '/etc/systemd/system',
];

const FILES = [
  '/etc/logrotate.d/nginx',
  '/etc/sysctl.d/60-haproxy-cluster.conf',
  '/etc/default/prometheus*',
  '/var/lib/prometheus/node-exporter',
];

const PACKAGES = [
  'ca-certificates openssl ufw curl haproxy keepalived nginx logrotate mariadb-server mariadb-client mariadb-backup gzip',
  'prometheus prometheus-alertmanager prometheus-node-exporter prometheus-nginx-exporter prometheus-mysqld-exporter',
  'python3 python3-pymysql',
];

const UNITS = [
  'ufw haproxy keepalived nginx mariadb mysql-backup.timer app.socket app.service',
  'prometheus prometheus-alertmanager prometheus-node-exporter prometheus-nginx-exporter prometheus-mysqld-exporter',
];

const SQL = [
  'SHOW GLOBAL VARIABLES',
  'SELECT User, Host, Priv FROM mysql.global_priv',
  'SELECT * FROM mysql.db',
  'SHOW DATABASES',
  'SHOW REPLICA STATUS',
].join('; ');

/**
 * The floor of the whole site: a hand-written script that reads the state that the site's roles manage, on any of its hosts: trees and files
 * with their content, accounts, packages, units, the firewall, key and certificate, and the database. Two queries of the
 * roles are omitted: the second server's view of the primary, and each account's own grants.
 */
export const READ_SITE_SCRIPT = `
find ${[...DIRECTORIES, ...FILES].join(' ')} -printf '%p %y %m %u %g %l\\n' 2>/dev/null
find ${[...DIRECTORIES, ...FILES].join(' ')} -type f -exec sha256sum {} + 2>/dev/null
cat /etc/passwd /etc/group /etc/shadow /etc/ufw/ufw.conf /etc/default/ufw
grep -h '^### tuple' /etc/ufw/user.rules /etc/ufw/user6.rules
stat -c %Y /var/lib/apt/lists
dpkg-query -W -f '\${Package} \${Version} \${db:Status-Abbrev}\\n' ${PACKAGES.join(' ')} 2>&1
systemctl show -p Id -p LoadState -p ActiveState -p UnitFileState ${UNITS.join(' ')}
sysctl net.ipv4.ip_nonlocal_bind net.ipv6.ip_nonlocal_bind
openssl x509 -in /etc/ssl/site/host.crt -noout -dates -issuer -pubkey -ext subjectAltName
openssl pkey -in /etc/ssl/site/host.key -pubout
if command -v mariadb >/dev/null; then mariadb -BNe '${SQL}'; fi
`;
