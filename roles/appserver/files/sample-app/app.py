#!/usr/bin/python3
"""The sample application: pages that show which server answered, and notes in a database.

systemd starts it with a listening socket. Environment variables are its only configuration:

APP_CERTIFICATE, APP_KEY   certificate and key for TLS; read again on SIGHUP
APP_DATABASE_*             PRIMARY, REPLICAS (separated by blanks), NAME, USER, PASSWORD, CA; without PRIMARY there is no database

On SIGTERM the process accepts no more connections and finishes its requests. New connections wait in the socket for the next process.
"""

import html
import http.server
import json
import os
import select
import signal
import socket
import socketserver
import ssl
import sys
import threading
import time
import urllib.parse

import database

HOST = socket.gethostname()
RELEASE = os.path.basename(os.path.realpath("."))
# how long an idle connection stays open while the process ends
LINGER_SECONDS = 1
# longer than nginx's own limit, so that nginx closes idle connections
KEEPALIVE_SECONDS = 75
LONGEST_BODY = 64 * 1024



class Stopping(threading.Event):
    """Set when the process must end."""

    since = 0.0

    def begin(self):
        self.since = time.monotonic()
        self.set()


stopping = Stopping()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "sample"
    sys_version = ""
    # parts of an answer are sent at once, without waiting for the client's acknowledgement
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        # the handshake runs in the connection's own thread, so that a slow client does not delay others
        self.request.settimeout(10)
        self.request.do_handshake()

    def handle_one_request(self):
        if self.wait_for_request():
            self.request.settimeout(30)
            super().handle_one_request()
        else:
            self.close_connection = True

    def wait_for_request(self):
        """Returns whether a request has begun. While the process ends, it waits a moment longer for a request that is already on its way."""
        until = time.monotonic() + KEEPALIVE_SECONDS
        self.request.setblocking(False)
        while time.monotonic() < until:
            if stopping.is_set():
                until = min(until, stopping.since + LINGER_SECONDS)
            try:
                return self.rfile.peek(1) != b""
            except ssl.SSLWantReadError:
                select.select([self.request], [], [], 0.1)
        return False

    def log_request(self, code="-", size="-"):
        self.log_message('"%s" %s id=%s', self.requestline, code, self.headers.get("X-Request-ID") or "-")

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        page = {"/hello": self.hello, "/health": self.health, "/health/deep": self.deep_health, "/notes": self.notes}.get(path)
        if page is None:
            return self.answer(404, "text/plain", "Page not found.\n")
        self.guarded(page)

    do_HEAD = do_GET

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_BODY:
            self.close_connection = True
            return self.answer(413, "text/plain", "The request body is too long.\n")
        body = self.rfile.read(length).decode("utf-8", "replace")
        text = urllib.parse.parse_qs(body).get("text", [""])[0].strip()
        page = {"/hello": self.hello, "/notes": self.add_note}.get(urllib.parse.urlsplit(self.path).path)
        if page is None:
            return self.answer(404, "text/plain", "Page not found.\n")
        if not text or len(text) > 200:
            return self.answer(400, "text/plain", "The text must have 1 to 200 characters.\n")
        self.guarded(lambda: page(text))

    def guarded(self, page):
        try:
            page()
        except database.Unavailable as error:
            self.answer(503, "text/plain", f"{error}\n")

    def hello(self, name="you"):
        client = self.headers.get("X-Forwarded-For") or self.client_address[0]
        self.page(
            f"Hello {html.escape(name)}",
            f"<form method=post><input name=text maxlength=200 required> <button>Send your name</button></form>"
            f"<p>This page was made by <b id=host>{HOST}</b>, release <b id=release>{html.escape(RELEASE)}</b>."
            f" Your address is <b id=client>{html.escape(client)}</b>.</p>",
        )

    def notes(self):
        notes, server = database.read_notes()
        items = "".join(f"<li>{html.escape(text)}</li>" for text in notes)
        self.page(
            "Notes",
            f"<form method=post><input name=text maxlength=200 required> <button>Add</button></form>"
            f"<ol reversed>{items}</ol><p>Read from <b id=server>{html.escape(server)}</b> by <b id=host>{HOST}</b>.</p>",
        )

    def add_note(self, text):
        database.add_note(text)
        self.answer(303, "text/plain", "", {"Location": "/notes"})

    def health(self):
        """Answers 200 while the application can serve pages, so that a failed database does not take down the whole site."""
        state = {"status": "ok", "host": HOST, "release": RELEASE, "database": database.state}
        self.answer(200, "application/json", json.dumps(state) + "\n")

    def deep_health(self):
        """Answers 200 if notes can be written and read, for monitoring. Balancers use the simple health check."""
        database.check()
        self.answer(200, "application/json", json.dumps({"status": "ok", "host": HOST, "release": RELEASE}) + "\n")

    def page(self, title, body):
        self.answer(
            200,
            "text/html; charset=utf-8",
            f"<!doctype html><html lang=en><title>{title}</title><link rel=stylesheet href=/assets/site.css>"
            f"<h1>{title}</h1>{body}<p><a href=/>Home</a></p></html>\n",
        )

    def answer(self, status, content_type, text, headers=None):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if stopping.is_set():
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    # the process ends only after the last request
    daemon_threads = False
    block_on_close = True

    def __init__(self, listener):
        super().__init__(listener.getsockname(), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self.load_certificate()

    def get_request(self):
        connection, address = super().get_request()
        return self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def load_certificate(self):
        self.tls.load_cert_chain(os.environ["APP_CERTIFICATE"], os.environ["APP_KEY"])

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        # errors of clients, such as a closed connection or a failed handshake, are not errors of the server
        if not isinstance(error, OSError):
            super().handle_error(request, client_address)


def notify(state):
    """Tells systemd; see sd_notify(3)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.connect("\0" + address[1:] if address.startswith("@") else address)
            to.sendall(state.encode())


def passed_socket():
    """The socket that systemd listens on for this service; see sd_listen_fds(3)."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        sys.exit("no listening socket was passed: start the application with its systemd socket unit")
    return socket.socket(fileno=3)


def serve():
    server = Server(passed_socket())

    def stop(*_):
        stopping.begin()
        # shutdown() waits for the loop, which runs in this thread
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, lambda *_: server.load_certificate())
    threading.Thread(target=database.watch, daemon=True).start()
    notify("READY=1")
    server.serve_forever(poll_interval=0.05)
    server.server_close()


if __name__ == "__main__":
    if sys.argv[1:] == ["migrate"]:
        database.migrate()
    else:
        serve()
