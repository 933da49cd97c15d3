"""The completion script, in the shell that sources it: commands, options and values of ./submit.sh.

Usage: check_completion.py
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
TIMEOUT_SECONDS = 600

# What bash does when Tab is pressed after the words given: it calls the function registered for the program.
BASH = """
source "$1"; shift
registered=$(complete -p submit.sh) || exit 9
function=${registered##*-F }; function=${function%% *}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
compopt() { :; } # a builtin that works only while Tab is being pressed
"$function" ./submit.sh "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion:
    """The checks of one script."""

    def __init__(self, folder):
        self.script = Path(folder, "completion")
        printed = subprocess.run(
            [str(PROJECT / "submit.sh"), "completion"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        assert printed.returncode == 0, f"exit {printed.returncode}: {printed.stderr[-2000:]}"
        self.script.write_text(printed.stdout)

    def offered(self, *words):
        command = ["bash", "--norc", "-c", BASH, "bash", str(self.script), "./submit.sh", *words]
        result = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
        assert result.returncode == 0 and not result.stderr, f"exit {result.returncode}: {result.stderr}"
        return [word.strip() for word in result.stdout.split()]

    def commands(self):
        assert self.offered("expo") == ["export"], self.offered("expo")
        assert {"run", "demo", "check", "report", "lift-units"} <= set(self.offered("")), self.offered("")

    def subcommands(self):
        assert self.offered("experiment", "as") == ["assign"], self.offered("experiment", "as")

    def options(self):
        assert self.offered("export", "--for") == ["--format"], self.offered("export", "--for")

    def values(self):
        assert {"csv", "parquet"} <= {word.lower() for word in self.offered("export", "--format", "")}

    def zsh(self):
        command = ["zsh", "-f", "-c", 'source "$1" && print -r -- "$_comps[submit.sh]"', "zsh", str(self.script)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
        assert result.returncode == 0 and "complete" in result.stdout, result.stderr


def check(tally):
    with tempfile.TemporaryDirectory() as folder:
        try:
            completion = Completion(folder)
        except AssertionError as failure:
            reason = failure
            tally.check("submit.sh prints a completion script", lambda: (_ for _ in ()).throw(reason))
            return
        tally.check("bash completes commands", completion.commands)
        tally.check("bash completes commands of a command", completion.subcommands)
        tally.check("bash completes options", completion.options)
        tally.check("bash completes values of an option", completion.values)
        if shutil.which("zsh"):
            tally.check("zsh takes the same script", completion.zsh)
        else:
            print("skipped zsh takes the same script: there is no zsh here", flush=True)


if __name__ == "__main__":
    overall = Tally()
    check(overall)
    sys.exit(overall.close())
