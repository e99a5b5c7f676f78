"""Signing in as a browser does it: an invitation, a password, a code from a phone."""

import re

from stafet.accounts import factor

PHRASE = "gyldne regnorme danser"
KEY = re.compile(r'id="setup-key"[^>]*>(.*?)</p>', re.DOTALL)


def code_for(page, clock, later=0):
    secret = re.sub(r"<[^>]+>|\s", "", KEY.search(page).group(1))
    return secret, code(secret, clock, later)


def code(secret, clock, later=0):
    step = int(clock.now().timestamp()) // 30 + later
    return factor.pyotp.TOTP(secret).generate_otp(step)


def accept(browser, token, clock, login="pia@eksempelby.example"):
    told = {"login": login, "password": PHRASE, "again": PHRASE}
    answer = browser.post(f"/invitation/{token}", told)
    assert answer.location == "/log-ind/kode"
    secret, digits = code_for(browser.get("/log-ind/kode").get_data(as_text=True), clock)
    assert browser.post("/log-ind/kode", {"code": digits}).location == "/"
    return secret


def sign_in(browser, login="pia@eksempelby.example", password=PHRASE, url="/log-ind"):
    return browser.post(url, {"login": login, "password": password})
