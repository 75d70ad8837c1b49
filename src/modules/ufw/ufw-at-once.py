# Runs several commands of ufw, one per line of stdin, as ufw itself would, but in one process: rules are collected, and
# written and loaded once, before the next command that is neither a rule nor a policy, and at the end. If a command is
# invalid, or if one of the first rules is refused, nothing is changed. Exits with 64, without changes, if the internals
# of ufw are not those of 0.36 to 0.36.2, the versions of Debian 11 to 13 and Ubuntu 22.04 and 24.04.
import gettext, shlex, sys

METHODS = {
    "__init__": ("self", "dryrun", "rootdir", "datadir"),
    "_write_rules": ("self", "v6"),
    "_need_reload": ("self", "v6"),
    "_reload_user_rules": ("self",),
    "set_rule": ("self", "rule", "allow_reload"),
    "stop_firewall": ("self",),
    "start_firewall": ("self",),
}
try:
    import ufw.frontend
    from ufw.backend_iptables import UFWBackendIptables as Backend
    from ufw.common import UFWError, programName
    from ufw.util import create_lock, release_lock

    for name, parameters in METHODS.items():
        code = getattr(Backend, name).__code__
        if code.co_varnames[: code.co_argcount] != parameters:
            raise ImportError(name)
    if ufw.frontend.UFWBackendIptables is not Backend:
        raise ImportError("UFWBackendIptables")
except (ImportError, AttributeError):
    sys.exit(64)


class AtOnce(Backend):
    gathers = False

    def __init__(self, dryrun, rootdir=None, datadir=None):
        self.to_write, self.to_load, self.to_restart = set(), False, False
        Backend.__init__(self, dryrun, rootdir, datadir)

    def _write_rules(self, v6=False):
        if self.gathers:
            self.to_write.add(v6)
        else:
            Backend._write_rules(self, v6)

    def _need_reload(self, v6):
        return self.gathers or Backend._need_reload(self, v6)

    def _reload_user_rules(self):
        if self.gathers:
            self.to_load = True
        else:
            Backend._reload_user_rules(self)

    def stop_firewall(self):
        if self.gathers:
            self.to_restart = True
        else:
            Backend.stop_firewall(self)

    def start_firewall(self):
        if not self.gathers:
            Backend.start_firewall(self)

    def finish(self):
        self.gathers = False
        for v6 in sorted(self.to_write):
            self._write_rules(v6)
        if self.to_restart:
            self.stop_firewall()
            self.start_firewall()
        elif self.to_load:
            self._reload_user_rules()
        self.to_write, self.to_load, self.to_restart = set(), False, False


# ufw checks that its files belong to root
sys.argv = ["/usr/sbin/ufw"]
gettext.install(programName)
ufw.frontend.UFWBackendIptables = AtOnce
lock = create_lock()
try:
    commands = []
    for line in sys.stdin.read().splitlines():
        commands.append((line, ufw.frontend.parse_command(shlex.split(line))))
    line = "ufw"
    frontend = ufw.frontend.UFWFrontend(False)
    for line, command in commands:
        if "rule" in command.data or command.action.startswith("default-"):
            frontend.backend.gathers = True
        else:
            frontend.backend.finish()
        rule, families = command.data.get("rule", ""), command.data.get("iptype", "")
        frontend.do_action(command.action, rule, families, command.force)
    line = "ufw"
    frontend.backend.finish()
except UFWError as problem:
    sys.exit("%s: %s" % (line, problem.value))
except (SystemExit, ValueError):
    # ufw has printed the reason
    sys.exit("ufw refused: " + line)
finally:
    release_lock(lock)
