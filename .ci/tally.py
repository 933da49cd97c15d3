"""Counts checks and says which failed; the last line is read by whoever counts tests."""

import traceback


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, test):
        """Runs a test; it fails by raising, and its message is printed under its name."""
        try:
            test()
        except AssertionError as failure:
            self._fail(name, str(failure) or traceback.format_exc())
        except Exception:
            self._fail(name, traceback.format_exc())
        else:
            self.passed += 1
            print(f"ok      {name}", flush=True)

    def _fail(self, name, message):
        self.failed += 1
        print(f"FAILED  {name}", flush=True)
        for line in message.strip().splitlines():
            print(f"        {line}", flush=True)

    def close(self):
        """Prints the closing line and returns the exit code."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0
