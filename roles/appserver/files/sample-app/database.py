"""Notes: written to the primary, read from a replica, over TLS that is verified on every connection."""

import os
import random
import ssl
import time

import pymysql

PRIMARY = os.environ.get("APP_DATABASE_PRIMARY", "")
REPLICAS = os.environ.get("APP_DATABASE_REPLICAS", "").split()


class Unavailable(Exception):
    """No database is configured, or none can be reached."""


def connect(server):
    host, _, port = server.rpartition(":")
    tls = ssl.create_default_context(cafile=os.environ["APP_DATABASE_CA"])
    try:
        return pymysql.connect(
            host=host.strip("[]"),
            port=int(port),
            user=os.environ["APP_DATABASE_USER"],
            password=os.environ["APP_DATABASE_PASSWORD"],
            database=os.environ["APP_DATABASE_NAME"],
            charset="utf8mb4",
            ssl=tls,
            # Readers switch from a failed replica to the next one after a second. There is only one primary, so its timeout
            # allows for the retransmission of a lost packet, which takes a second.
            connect_timeout=3 if server == PRIMARY else 1,
            read_timeout=10,
            write_timeout=10,
        )
    except (pymysql.MySQLError, OSError) as error:
        raise Unavailable(f"The database {server} cannot be reached: {error}") from error


def run(server, statement, values=()):
    connection = connect(server)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows = cursor.fetchall()
        connection.commit()
        return rows
    except pymysql.MySQLError as error:
        raise Unavailable(f"The database {server} reports an error: {error}") from error
    finally:
        connection.close()


def primary():
    if not PRIMARY:
        raise Unavailable("There is no database.")
    return PRIMARY


def migrate():
    """Each step is idempotent, and keeps everything that the previous release needs."""
    run(
        primary(),
        "CREATE TABLE IF NOT EXISTS notes (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, text VARCHAR(200) NOT NULL,"
        " made TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP) CHARACTER SET utf8mb4",
    )


def add_note(text):
    run(primary(), "INSERT INTO notes (text) VALUES (%s)", (text,))


def read_notes():
    """Returns the latest notes and the name of the server that they were read from: a replica, or the primary if no replica answers."""
    statement = (
        "SELECT server.name, latest.text FROM (SELECT @@hostname AS name) AS server"
        " LEFT JOIN (SELECT id, text FROM notes ORDER BY id DESC LIMIT 100) AS latest ON TRUE ORDER BY latest.id DESC"
    )
    failure = Unavailable("There is no database.")
    # servers that failed their last check are tried last
    for server in sorted([*random.sample(REPLICAS, len(REPLICAS)), primary()], key=lambda server: state[server] not in WELL):
        try:
            rows = run(server, statement)
            return [text for _, text in rows if text is not None], rows[0][0]
        except Unavailable as error:
            failure = error
    raise failure


def check():
    """Raises Unavailable unless the primary is writable and notes can be read."""
    if run(primary(), "SELECT @@GLOBAL.read_only") != ((0,),):
        raise Unavailable(f"The database {PRIMARY} is read-only.")
    read_notes()


WELL = ("ok", "not checked yet")
# the result of each server's last check
state = {server: "not checked yet" for server in [PRIMARY, *REPLICAS]} if PRIMARY else "none"


def watch():
    """Checks the servers every few seconds, so that a server that does not answer never delays a health check."""
    while PRIMARY:
        for server in [PRIMARY, *REPLICAS]:
            state[server] = check_server(server)
        time.sleep(5)


def check_server(server):
    try:
        run(server, "SELECT 1")
        return "ok"
    except Unavailable as error:
        return str(error)
