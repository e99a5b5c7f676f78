"""`make bench`: paired ratios against peers and limits; a table, and var/bench.json."""

import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.audit import audit_verify_links_per_second
from benchmarks.ciphers import (
    decrypt_vs_fernet,
    decrypt_vs_sqlalchemy_utils,
    stored_bytes_vs_plaintext,
)
from benchmarks.decide import (
    decide_vs_cedarpy,
    decide_vs_pycasbin,
    decide_vs_table,
    decide_vs_vakt,
)
from benchmarks.effect import effect_of_500_vs_log_page
from benchmarks.log_page import log_of_100_vs_bare_page
from benchmarks.pdf import pdf_vs_reportlab
from benchmarks.scale import log_page_100k_vs_1k_children
from benchmarks.vault import decrypt_vs_aesgcm
from benchmarks.witness import (
    audited_vs_unaudited_page,
    block_of_50_vs_single,
    chain_vs_plain_8_writers,
)

LIMITS = {
    "decide-vs-table": 4,
    "decide-vs-vakt": 1 / 40,
    "decide-vs-pycasbin": 1 / 70,
    "decide-vs-cedarpy": 1 / 70,
    "effect-of-500-vs-log-page": 1,
    "decrypt-vs-aesgcm": 2.5,
    "decrypt-vs-fernet": 1 / 3,
    "decrypt-vs-sqlalchemy-utils": 1 / 3,
    "stored-bytes-vs-plaintext": 1.35,
    "chain-vs-plain-8-writers": 1.25,
    "block-of-50-vs-single": 1 / 5,
    "audit-verify-links-per-second": 4,
    "audited-vs-unaudited-page": 1.33,
    "log-of-100-vs-bare-page": 2.5,
    "log-page-100k-vs-1k-children": 1.3,
    "pdf-vs-reportlab": 1.5,
}
BENCHES: tuple[Callable[[], dict[str, Any]], ...] = (
    decide_vs_table,
    decide_vs_vakt,
    decide_vs_pycasbin,
    decide_vs_cedarpy,
    effect_of_500_vs_log_page,
    decrypt_vs_aesgcm,
    decrypt_vs_fernet,
    decrypt_vs_sqlalchemy_utils,
    stored_bytes_vs_plaintext,
    chain_vs_plain_8_writers,
    block_of_50_vs_single,
    audit_verify_links_per_second,
    audited_vs_unaudited_page,
    log_of_100_vs_bare_page,
    log_page_100k_vs_1k_children,
    pdf_vs_reportlab,
)


def main() -> int:
    """Run every bench; exit 1 where a ratio is over its limit."""
    results = [bench() for bench in BENCHES]
    told = {"machine": f"{platform.machine()} Python {platform.python_version()}"}
    Path("var").mkdir(exist_ok=True)
    Path("var/bench.json").write_text(json.dumps({**told, "results": results}, indent=2), "utf-8")
    for row in results:
        limit = LIMITS[row["name"]]
        mark = "ok" if row["ratio"] <= limit else "OVER"
        print(
            f"{mark:4} {row['name']:26} {row['ours']:9.3f} {row['unit']} against "
            f"{row['theirs']:9.3f} ({row['peer']}): {row['ratio']:.4g}, limit {limit:.4g}"
        )
    return int(any(row["ratio"] > LIMITS[row["name"]] for row in results))


if __name__ == "__main__":
    sys.exit(main())
