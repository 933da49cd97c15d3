"""A command that reads one file, started through submit.sh as an analyst would, and the files it is given."""

import csv
import os
import subprocess
from pathlib import Path

SUBMIT = Path(__file__).resolve().parent.parent / "submit.sh"


class Files:
    """A folder of files in the form that the command reads; `plain` holds the rows as CSV."""

    def __init__(self, folder, name, header, rows):
        self.folder = folder
        self.name = name
        self.header = header
        self.plain = self.written(name, rows)

    def written(self, name, rows):
        file = self.folder / name
        with file.open("w", newline="", encoding="utf-8") as text:
            csv.writer(text).writerows([self.header, *rows])
        return file

    def raw(self, content, name=None):
        """A file of just this text or these bytes."""
        file = self.folder / "malformed" / (name or self.name)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file


class FileCommand:
    """One command; `reader` is the class of ours that reads its file."""

    def __init__(self, name, reader):
        self.name = name
        self.reader = reader

    def submit(self, *arguments, **environment):
        command = [str(SUBMIT), self.name, *map(str, arguments)]
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            env={**os.environ, **environment},
        )

    def refused(self, file, code, message, *options):
        """One sentence on stderr, nothing on stdout, nothing written; a message that begins with : or , follows the file."""
        out = Path(file).parent / "refused"
        done = self.submit(file, *options, "--out", out)
        assert done.returncode == code, f"exit {done.returncode}: {done.stderr}"
        assert done.stdout == "", done.stdout
        expected = f"crosslift: {file}{message}" if message[0] in ":," else f"crosslift: {message}"
        assert done.stderr == expected + "\n", f"said: {done.stderr}\ninstead of: {expected}"
        assert not out.exists(), list(out.iterdir())

    def starts_quickly(self, *arguments):
        """No class of Spark is loaded, and ours come from the archive (which JVMs don't use in a folder with blanks)."""
        done = self.submit(*arguments, JAVA_TOOL_OPTIONS="-Xlog:class+load")
        assert done.returncode == 0, done.stderr
        loaded = [line for line in done.stdout.splitlines() if "[class,load]" in line]
        assert loaded and not [line for line in loaded if "org.apache.spark" in line], "loads classes of Spark"
        (reader,) = (line for line in loaded if f"{self.reader} " in line)
        assert "shared objects file" in reader or " " in str(SUBMIT), reader


def rows_of(file):
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))
