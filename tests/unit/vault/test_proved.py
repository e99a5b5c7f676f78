from stafet.vault import proved
from stafet.vault.proved import Proved

MAC, ROW = b"mac", ("table", 1, "facts")


def test_only_the_very_row_is_known_under_its_mac():
    known = Proved()
    assert not known.knows(MAC, ROW)
    known.keep(MAC, ROW)
    assert known.knows(MAC, ROW)
    assert not known.knows(MAC, ("table", 1, "other facts"))
    assert not known.knows(b"another", ROW)


def test_many_rows_are_remembered_for_a_while(monkeypatch):
    monkeypatch.setattr(proved, "REMEMBERED", 1)
    known = Proved()
    known.keep(MAC, ROW)
    known.keep(b"another", ROW)
    assert not known.knows(MAC, ROW)
    assert known.knows(b"another", ROW)
