"""Notes: written to the primary, read from a replica, over TLS that is verified on every connection."""

import os
import random
import ssl
import time

import pymysql

PRIMARY = os.environ.get("APP_DATABASE_PRIMARY", "")
REPLICAS = os.environ.get("APP_DATABASE_REPLICAS", "").split()


class Unavailable(Exception):
    """There is no database, or it can't be reached."""


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
            # Of a replica that is gone readers ask the next soon. There is but one primary, and a packet that is lost is sent
            # again after a second.
            connect_timeout=3 if server == PRIMARY else 1,
            read_timeout=10,
            write_timeout=10,
        )
    except (pymysql.MySQLError, OSError) as error:
        raise Unavailable(f"The database {server} can't be reached: {error}") from error


def run(server, statement, values=()):
    connection = connect(server)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows = cursor.fetchall()
        connection.commit()
        return rows
    except pymysql.MySQLError as error:
        raise Unavailable(f"The database {server} refuses: {error}") from error
    finally:
        connection.close()


def primary():
    if not PRIMARY:
        raise Unavailable("There is no database.")
    return PRIMARY


def migrate():
    """Every step can be done again, and leaves what the release before this one needs."""
    run(
        primary(),
        "CREATE TABLE IF NOT EXISTS notes (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, text VARCHAR(200) NOT NULL,"
        " made TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP) CHARACTER SET utf8mb4",
    )


def add_note(text):
    run(primary(), "INSERT INTO notes (text) VALUES (%s)", (text,))


def read_notes():
    """The latest notes, and the name of the server that told them: a replica, or the primary where no replica answers."""
    statement = (
        "SELECT server.name, latest.text FROM (SELECT @@hostname AS name) AS server"
        " LEFT JOIN (SELECT id, text FROM notes ORDER BY id DESC LIMIT 100) AS latest ON TRUE ORDER BY latest.id DESC"
    )
    failure = Unavailable("There is no database.")
    # those that said last that they are not well come last
    for server in sorted([*random.sample(REPLICAS, len(REPLICAS)), primary()], key=lambda server: state[server] not in WELL):
        try:
            rows = run(server, statement)
            return [text for _, text in rows if text is not None], rows[0][0]
        except Unavailable as error:
            failure = error
    raise failure


def check():
    """Raises Unavailable unless the primary can be written to and notes can be read."""
    if run(primary(), "SELECT @@GLOBAL.read_only") != ((0,),):
        raise Unavailable(f"The database {PRIMARY} is closed for writing.")
    read_notes()


WELL = ("ok", "not asked yet")
# what each server said last, or why it said nothing
state = {server: "not asked yet" for server in [PRIMARY, *REPLICAS]} if PRIMARY else "none"


def watch():
    """Asks every few seconds, so that a server that does not answer never holds up whoever asks how we are."""
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
