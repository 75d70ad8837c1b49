import type { RunStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import { PLAIN_MODE, renderMysqlInput, sqlName, sqlText } from '../../query/services/mysql-client.ts';
import type { LoginParams } from '../mysql/mysql-login.ts';
import { toLogin } from '../mysql/mysql-login.ts';

/** Is there from before the first change of a seeding until it has ended well. */
export const SEEDING_MARK = '/var/lib/mysql-seeding';

export interface Seeding {
  /** How to log in to the primary as an account that may read everything. */
  readonly primary: LoginParams & { readonly login_host: string };
  /** Databases that the server holds now, and loses. */
  readonly databases: readonly string[];
  /** SQL that makes it replicate once it has the data. */
  readonly change: string;
  /** Where a dump of what the server holds is kept first. */
  readonly dumpDirectory?: string | undefined;
}

/**
 * Replaces everything that a server holds by what its primary holds, straight from the one to the other over TLS, and
 * lets it replicate from exactly there on. The primary goes on working meanwhile.
 */
export const renderSeeding = (isMariaDb: boolean, seeding: Seeding): RunStep =>
  isMariaDb ? renderDump(seeding) : renderClone(seeding);

/** Blocks of the script's stdin, so that no password is on a command line. */
const blocks = (...texts: readonly string[]): string => texts.map((text) => `${text}\n--\n`).join('');

const READ_BLOCK = String.raw`block() { while IFS= read -r l && [ "$l" != -- ]; do printf '%s\n' "$l"; done; }`;

const statements = (...sql: readonly string[]): string => sql.map((statement) => `${statement};`).join('\n');

const optionsOf = (primary: LoginParams): string => renderMysqlInput(toLogin(primary), []).replace(/\n--\n$/, '');

/** Shell that ends the script where what the server holds can't be kept whole. */
const renderKeeping = (dump: string, directory: string | undefined): string =>
  directory === undefined
    ? ''
    : String.raw`mkdir -p -m 700 ${quote(directory)} || exit
kept=${quote(directory)}/discarded-$(date -u +%Y%m%dT%H%M%SZ).sql.gz
${dump} --all-databases --single-transaction --routines --events --triggers --hex-blob --flush-privileges | gzip >"$kept.new" &&
  gzip -t "$kept.new" && zcat "$kept.new" | tail -n 1 | grep -q '^-- Dump completed' && sync "$kept.new" && mv "$kept.new" "$kept" ||
  { rm -f -- "$kept.new"; echo 'what the server holds could not be kept, so nothing was replaced' >&2; exit 1; }
`;

function renderDump({ primary, databases, change, dumpDirectory }: Seeding): RunStep {
  const prepare = statements(
    PLAIN_MODE,
    'SET GLOBAL read_only = ON',
    'STOP REPLICA',
    'RESET REPLICA ALL',
    'SET SESSION sql_log_bin = 0',
    ...databases.map((name) => `DROP DATABASE ${sqlName(name)}`),
  );
  return {
    kind: 'run',
    script: String.raw`set -u
umask 077
export LC_ALL=C
${READ_BLOCK}
options=$(block) prepare=$(block) change=$(block)
work=$(mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT
primary() { p=$1; shift; "$p" --defaults-extra-file=/dev/fd/3 "$@" 3<<OPTIONS
$options
OPTIONS
}
${renderKeeping('mariadb-dump', dumpDirectory)}echo 'the data is being replaced' >${SEEDING_MARK} || exit
printf '%s\n' "$prepare" | mariadb || exit
# what the primary has from each server; the dump says where it ends
state=$(primary mariadb --batch --skip-column-names -e 'SELECT @@GLOBAL.gtid_binlog_state') || exit
{
  primary mariadb-dump --all-databases --single-transaction --master-data=2 --gtid --routines --events --triggers \
    --hex-blob --flush-privileges --max-allowed-packet=1G \
    --ignore-table=mysql.gtid_slave_pos --ignore-table=mysql.help_topic --ignore-table=mysql.help_keyword --ignore-table=mysql.help_relation &&
    : >"$work/dumped"
} | sed -e "/^-- SET GLOBAL gtid_slave_pos=/w $work/position" |
  mariadb --binary-mode --max-allowed-packet=1G --init-command='SET SESSION sql_log_bin = 0' || exit
[ -e "$work/dumped" ] || { echo 'the dump of the primary did not come whole' >&2; exit 1; }
position=$(sed -n "s/^-- SET GLOBAL gtid_slave_pos='\(.*\)'.*/\1/p" "$work/position")
[ -n "$position" ] || { echo 'the primary writes no binary log with GTIDs' >&2; exit 1; }
for gtid in $(echo "$position" | tr ',' ' '); do
  state=$(echo "$state" | tr ',' '\n' | grep -v "^$(printf '%s' "$gtid" | sed 's/-[0-9]*$//')-" | tr '\n' ',')$gtid
done
mariadb <<SQL || exit
RESET MASTER;
SET GLOBAL gtid_binlog_state = '$state';
SET GLOBAL gtid_slave_pos = '$position';
$change
START REPLICA;
SQL
rm -f -- ${SEEDING_MARK}`,
    stdin: blocks(optionsOf(primary), prepare, statements(change)),
  };
}

function renderClone({ primary, change, dumpDirectory }: Seeding): RunStep {
  const { login_host: host, login_port: port = 3306, login_user: user = '', login_password: password = '' } = primary;
  const files = [
    ['ca', primary.ca_cert],
    ['cert', primary.client_cert],
    ['key', primary.client_key],
  ] as const;
  const clone = statements(
    PLAIN_MODE,
    'SET GLOBAL super_read_only = OFF',
    'STOP REPLICA',
    'RESET REPLICA ALL',
    `SET GLOBAL clone_valid_donor_list = ${sqlText(`${host}:${port}`)}`,
    ...files.flatMap(([name, file]) => (file === undefined ? [] : [`SET GLOBAL clone_ssl_${name} = ${sqlText(file)}`])),
    `CLONE INSTANCE FROM ${sqlText(user)}@${sqlText(host)}:${port} IDENTIFIED BY ${sqlText(password)} REQUIRE SSL`,
  );
  return {
    kind: 'run',
    script: String.raw`set -u
umask 077
${READ_BLOCK}
clone=$(block) change=$(block)
${renderKeeping('mysqldump', dumpDirectory)}echo 'the data is being replaced' >${SEEDING_MARK} || exit
# the server restarts at its end, so that the connection breaks
said=$(printf '%s\n' "$clone" | mysql 2>&1)
tries=600
until ended=$(mysql --batch --skip-column-names -e "SELECT STATE, ERROR_NO, ERROR_MESSAGE FROM performance_schema.clone_status" 2>/dev/null) &&
  case $ended in *'In Progress'*) false ;; esac; do
  tries=$((tries - 1))
  [ $tries -gt 0 ] || break
  [ $((tries % 10)) -ne 0 ] || systemctl is-active --quiet mysql || systemctl start mysql
  sleep 0.5
done
case $ended in Completed*) ;; *) printf '%s\n' "$said" "$ended" >&2; exit 1 ;; esac
printf '%s\n' "$change" "START REPLICA;" | mysql || exit
rm -f -- ${SEEDING_MARK}`,
    stdin: blocks(clone, statements('STOP REPLICA', 'RESET REPLICA ALL', change)),
  };
}
