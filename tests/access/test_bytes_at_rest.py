"""What somebody with the disk in his hands finds: no sentence, no name, no number (L51)."""

import re

import psycopg

from stafet.demo.stage import read
from tests.access.bytes_at_rest import found_in, secrets_of_the_demo

WAL = re.compile("[0-9A-F]{24}")


def test_L51_no_file_of_the_demo_holds_a_sentence_a_name_or_a_number(born_demo):
    assert found_in(born_demo.rglob("*"), secrets_of_the_demo()) == []


def test_the_search_itself_finds_what_is_there(tmp_path):
    name = read("people.toml")["guardian"][0]["name"]
    leak = tmp_path / "leak"
    leak.write_bytes(b"\x00\x01" + name.encode() + b"\x02")
    assert found_in([leak], secrets_of_the_demo()) == [("leak", name)]


def test_the_search_finds_what_a_server_keeps_even_compressed(own_cluster, tmp_path):
    name = read("people.toml")["guardian"][0]["name"]
    own_cluster.create("leaking")
    with psycopg.connect(own_cluster.conninfo("leaking"), autocommit=True) as connection:
        connection.execute("CREATE TABLE told (text text)")
        connection.execute("INSERT INTO told VALUES (%s)", [name])
        connection.execute("CREATE TABLE long AS SELECT repeat(%s, 10000) AS text", [name])
    leaks = {file for file, _ in found_in(own_cluster.files_at_rest(tmp_path), [name])}
    assert {"leaking-told", "leaking-long"} < leaks
    assert any(file.isdecimal() for file in leaks), "the table's own file"
    assert any(WAL.fullmatch(file) for file in leaks)
