"""`stafet user`: who runs the product comes in and goes out by the command line."""

from tests.integration.cli.test_commands import run


def test_an_administrator_is_added_and_closed(environment):
    run("init")
    added = run("user", "add", "--name", "Allan Toft", "--login", "allan", "--role", "admin")
    assert added.output.startswith("https://stafet.eksempelby.example/invitation/")
    assert run("user", "disable", "Allan").output == "closed\n"
    again = run("user", "add", "--name", "Ole Skum", "--login", "ALLAN")
    assert (again.exit_code, "Somebody else" in again.output) == (2, True)


def test_nobodys_account_is_not_closed(environment):
    run("init")
    assert run("user", "disable", "nobody").exit_code == 1
