"""A few households of the bundled sample, in the files and columns of the source complete-journey: small enough to break it often."""

import csv
import gzip
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE = PROJECT / "src/main/resources/demo/complete-journey"
HOUSEHOLDS = 12


def read(name):
    with gzip.open(SAMPLE / f"{name}.csv.gz", "rt", newline="") as text:
        rows = list(csv.reader(text))
    return rows[0], rows[1:]


def write(folder, name, header, rows):
    with gzip.open(Path(folder, f"{name}.csv.gz"), "wt", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def make(folder):
    """Writes all eight files: the households that redeemed most coupons, and the products they bought or had coupons for."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    header, redemptions = read("coupon_redemptions")
    count = {}
    for row in redemptions:
        count[row[0]] = count.get(row[0], 0) + 1
    households = set(sorted(count, key=lambda household: (-count[household], household))[:HOUSEHOLDS])
    kept = {}
    for name in ("transactions", "campaigns", "coupon_redemptions", "demographics", "promotion_exposures"):
        header, rows = read(name)
        column = header.index("household_id")
        kept[name] = [row for row in rows if row[column] in households]
        write(folder, name, header, kept[name])
    bought = {row[3] for row in kept["transactions"]}
    redeemed = {row[1] for row in kept["coupon_redemptions"]}
    header, rows = read("coupons")
    coupons = [row for row in rows if row[0] in redeemed or row[1] in bought]
    write(folder, "coupons", header, coupons)
    header, rows = read("products")
    wanted = bought | {row[1] for row in coupons}
    write(folder, "products", header, [row for row in rows if row[0] in wanted])
    write(folder, "campaign_descriptions", *read("campaign_descriptions"))
    return folder
