"""Who may come to which page at all: one map, data, and a test that walks every route.

It is the first of three locks: what a page shows is decided by queries and by the decision.
"""

from collections.abc import Callable
from enum import Enum

from stafet.web.viewer import Role, Viewer


def _anybody(_: Viewer) -> bool:
    return True


class Permission(Enum):
    """Each permission is the question it asks of a signed-in viewer; `OPEN` asks none."""

    OPEN = ("open", _anybody)
    SIGNED_IN = ("signed in", _anybody)
    STAFF = ("staff", lambda viewer: viewer.is_staff)
    FAMILY = ("family", lambda viewer: viewer.is_family)
    LEADER = ("leader", lambda viewer: Role.LEADER in viewer.roles)
    APPROVER = ("approver", lambda viewer: bool({Role.LEADER, Role.CHIEF} & viewer.roles))
    ADMIN = ("admin", lambda viewer: Role.ADMIN in viewer.roles)
    DPO = ("dpo", lambda viewer: Role.DPO in viewer.roles)
    OVERSEER = ("overseer", lambda viewer: bool({Role.LEADER, Role.DPO} & viewer.roles))

    def __init__(self, label: str, asks: Callable[[Viewer], bool]) -> None:
        self.label = label
        self.asks = asks

    def allows(self, viewer: Viewer | None) -> bool:
        return self is Permission.OPEN or (viewer is not None and self.asks(viewer))


OPEN, SIGNED_IN, STAFF, FAMILY, LEADER, APPROVER, ADMIN, DPO, OVERSEER = Permission

PERMISSIONS: dict[str, Permission] = {
    "static": OPEN,
    "web.health": OPEN,
    "web.accessibility": OPEN,
    "web.privacy": OPEN,
    "web.security": OPEN,
    "demo.personas": OPEN,
    "demo.sign_in": OPEN,
    "demo.post": OPEN,
    "accounts.sign_in": OPEN,
    "accounts.second_factor": OPEN,
    "accounts.accept_invitation": OPEN,
    "accounts.first_administrator": OPEN,
    "accounts.sign_out": SIGNED_IN,
    "accounts.password": SIGNED_IN,
    "accounts.people": ADMIN,
    "accounts.person": ADMIN,
    "accounts.roles": ADMIN,
    "accounts.grant": ADMIN,
    "accounts.take": ADMIN,
    "accounts.end_work": ADMIN,
    "accounts.disable": ADMIN,
    "accounts.invite": ADMIN,
    "accounts.invite_guardian": LEADER,
    "insight.overview": SIGNED_IN,
    "insight.find": DPO,
    "insight.statistics": DPO,
    "insight.who_could": OVERSEER,
    "insight.who_could_pdf": OVERSEER,
    "people.institutions": ADMIN,
    "people.institution": ADMIN,
    "people.new_institution": ADMIN,
    "people.new_professional": ADMIN,
    "people.employ": ADMIN,
    "people.groups": LEADER,
    "people.new_group": LEADER,
    "people.contact": LEADER,
    "people.end_contact_person": LEADER,
    "people.new_child": LEADER,
    "people.child": LEADER,
    "people.place": LEADER,
    "people.new_guardian": LEADER,
    "people.custody": LEADER,
    "people.needs": LEADER,
    "people.give_task": LEADER,
    "people.end_task": LEADER,
    "people.end_access": LEADER,
    "people.undo_ending": LEADER,
    "concerns.new": STAFF,
    "concerns.write": STAFF,
    "concerns.show": STAFF,
    "concerns.preview": STAFF,
    "concerns.road": STAFF,
    "concerns.open_log": STAFF,
    "concerns.attach": STAFF,
    "concerns.file": STAFF,
    "concerns.callers": STAFF,
    "concerns.called": STAFF,
    "concerns.approve": APPROVER,
    "logs.search": SIGNED_IN,
    "logs.show": SIGNED_IN,
    "logs.close": STAFF,
    "logs.write": STAFF,
    "logs.correct": STAFF,
    "logs.versions": SIGNED_IN,
    "logs.readers": SIGNED_IN,
    "logs.seen_as": STAFF,
    "logs.file": SIGNED_IN,
    "logs.keep": STAFF,
    "logs.keep_back": LEADER,
    "logs.release_now": STAFF,
    "logs.ask_back": STAFF,
    "logs.kept": LEADER,
    "logs.decide_back": LEADER,
    "logs.review": LEADER,
    "logs.lift": LEADER,
    "logs.agree": STAFF,
    "logs.follow_up": STAFF,
    "logs.invite": STAFF,
    "logs.level": STAFF,
    "logs.offer": STAFF,
    "logs.answer_offer": STAFF,
    "logs.take_back_offer": STAFF,
    "consent.show": SIGNED_IN,
    "consent.give": FAMILY,
    "consent.tell_effect": FAMILY,
    "consent.confirm_again": FAMILY,
    "consent.withdraw": FAMILY,
    "consent.ask": STAFF,
    "consent.correct": STAFF,
    "consent.attempts": STAFF,
    "consent.handing": STAFF,
    "consent.timeline": SIGNED_IN,
    "consent.receipts": SIGNED_IN,
    "consent.receipt": SIGNED_IN,
    "consent.receipt_data": SIGNED_IN,
    "copies.receipt": SIGNED_IN,
    "copies.paper": STAFF,
    "copies.handed": STAFF,
    "consent.receiving": STAFF,
    "consent.scan": STAFF,
    "consent.scan_file": STAFF,
    "consent.receive_paper": STAFF,
    "consent.receive_oral": STAFF,
    "access.show": LEADER,
    "access.decide": LEADER,
    "access.refuse": LEADER,
    "access.tell": LEADER,
    "access.answer": LEADER,
    "access.emergency": STAFF,
    "access.read": STAFF,
    "access.file": STAFF,
    "access.end": LEADER,
    "access.done": STAFF,
    "access.mine": SIGNED_IN,
    "access.report": STAFF,
    "access.close": STAFF,
    "access_requests.requests": SIGNED_IN,
    "access_requests.find": OVERSEER,
    "access_requests.register": OVERSEER,
    "access_requests.show": STAFF,
    "access_requests.name": LEADER,
    "access_requests.texts": STAFF,
    "access_requests.cut": STAFF,
    "access_requests.decide": STAFF,
    "access_requests.handed": STAFF,
    "access_requests.answer": FAMILY,
    "access_requests.prove": SIGNED_IN,
    "access_requests.fetch": SIGNED_IN,
    "erasure.due": OVERSEER,
    "erasure.child": OVERSEER,
    "erasure.archive": OVERSEER,
    "erasure.hold": OVERSEER,
    "erasure.lift": OVERSEER,
    "erasure.certificates": OVERSEER,
    "erasure.certificate": OVERSEER,
    "meetings.call": STAFF,
    "meetings.show": SIGNED_IN,
    "meetings.minutes": STAFF,
    "meetings.calendar": SIGNED_IN,
    "meetings.move": STAFF,
    "meetings.cancel": STAFF,
    "copies.inbox_item": FAMILY,
    "copies.pdf": FAMILY,
    "oversight.readings": FAMILY,
    "oversight.readings_pdf": FAMILY,
    "oversight.ask": FAMILY,
    "oversight.questions": STAFF,
    "oversight.question": OVERSEER,
    "oversight.checks": OVERSEER,
    "oversight.check": OVERSEER,
    "oversight.draw": DPO,
    "oversight.odd": DPO,
    "oversight.behind": DPO,
    "oversight.pick": DPO,
    "handed.copy": STAFF,
}
