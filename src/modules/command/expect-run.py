# Runs a command in a new terminal and answers its questions. Reads JSON from stdin: the command's words, the answers by regular expressions
# that match the questions, the seconds without output after which the command is ended, and whether answers are echoed. Prints the
# command's output and exits with its status; errors of this program go to stderr.
import json, os, pty, re, select, sys, termios, time

P = json.load(sys.stdin)
QUESTIONS = [[re.compile(pattern, re.DOTALL), answers] for pattern, answers in P["responses"]]


def run():
    os.dup2(0, 2)
    if not P["echo"]:
        settings = termios.tcgetattr(0)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(0, termios.TCSANOW, settings)
    try:
        os.execvp(P["argv"][0], P["argv"])
    except OSError as error:
        os.write(1, ("%s: %s\n" % (P["argv"][0], error.strerror)).encode())
        os._exit(127)


def tell():
    sys.stdout.buffer.write(printed.encode("utf-8", "surrogateescape"))
    sys.stdout.flush()


def stop(message):
    os.kill(child, 9)
    os.waitpid(child, 0)
    tell()
    print(message, file=sys.stderr)
    sys.exit(1)


def answer_to(text):
    """The end of the first question in the text, with its answers; nothing where none is asked."""
    matches = [pattern.search(text) for pattern, _ in QUESTIONS]
    found = [(match.start(), i, match.end()) for i, match in enumerate(matches) if match]
    if not found:
        return None
    _, i, end = min(found)
    return end, QUESTIONS[i]


def read():
    """What the command prints next; nothing where it has ended."""
    ready, _, _ = select.select([terminal], [], [], P["timeout"])
    if not ready:
        stop("the command printed nothing for %g seconds" % P["timeout"])
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


child, terminal = pty.fork()
if child == 0:
    run()
printed, unread, rest = "", "", b""
while True:
    piece = read()
    if not piece:
        break
    rest += piece
    try:
        text, rest = rest.decode("utf-8"), b""
    except UnicodeDecodeError as error:
        if len(rest) - error.start < 4 and error.reason == "unexpected end of data":
            text, rest = rest[: error.start].decode("utf-8"), rest[error.start :]
        else:
            text, rest = rest.decode("utf-8", "replace"), b""
    printed += text
    unread += text
    asked = answer_to(unread)
    while asked:
        end, (pattern, answers) = asked
        if answers == []:
            stop("there is no answer left to %s" % pattern.pattern)
        answer = answers if isinstance(answers, str) else answers.pop(0)
        # a program that turns the echo off does so just before it reads, and throws away what was typed before
        time.sleep(0.05)
        os.write(terminal, (answer + "\n").encode())
        unread = unread[end:]
        asked = answer_to(unread) if end else None
_, status = os.waitpid(child, 0)
tell()
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
