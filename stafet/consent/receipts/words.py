"""What a receipt says, in plain words; the same on the page and on paper."""

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.models import Way
from stafet.consent.receipts.loading import ReceiptPage, ReceiptsPage
from stafet.consent.receipts.receipt import WITHDRAWN, Deed, Receipt, Said
from stafet.consent.scope import last_day
from stafet.consent.wording import listed
from stafet.web.i18n import _, _l, current_language, moment, sentence, short_day

WAYS = {
    Way.SIGNED_IN: _l("Signed after logging in"),
    Way.PAPER: _l("Signed on paper"),
    Way.ORAL: _l("Said aloud"),
}


def heading(receipt: Receipt) -> str:
    """Return what the receipt is for."""
    if receipt.deed is Deed.WITHDRAWAL:
        return _("A yes is taken back")
    return _("Answer about sharing")


def spoilt() -> str:
    """Return what stands in the place of a text that is not the one signed."""
    return _("The text that was signed has been changed since by somebody. It is not shown.")


def facts(page: ReceiptPage) -> list[tuple[str, str]]:
    """Return who, when and how."""
    receipt = page.receipt
    told = [
        (_("Number"), receipt.number),
        (_("Child"), page.child),
        (_("Given by"), page.giver),
        (_("When"), _when(receipt)),
        (_("How"), _how(receipt)),
    ]
    if receipt.received_by:
        told.append((_("Received by"), page.names.get(receipt.received_by, "")))
    if receipt.at != receipt.recorded_at:
        told.append((_("Entered"), moment(receipt.recorded_at)))
    if page.spoken:
        told.append((_("What was said"), page.spoken.get("words", "")))
        told.append((_("Who was present"), page.spoken.get("present", "")))
    return [(label, value) for label, value in told if value]


def lines(page: ReceiptPage | ReceiptsPage, receipt: Receipt, catalogue: Catalogue) -> list[str]:
    """Return what was said of each place, a sentence or two each."""
    return [_line(page, said, catalogue) for said in receipt.said]


def _when(receipt: Receipt) -> str:
    """A paper and a talk are known by their day alone."""
    return moment(receipt.at) if receipt.way is Way.SIGNED_IN else short_day(day_of(receipt.at))


def _how(receipt: Receipt) -> str:
    if receipt.deed is Deed.WITHDRAWAL:
        return _("After logging in")
    return str(WAYS[receipt.way])


def _place(page: ReceiptPage | ReceiptsPage, said: Said) -> str:
    if said.institution_id is None:
        return _("All places")
    return sentence(page.names.get(said.institution_id, ""))


def _line(page: ReceiptPage | ReceiptsPage, said: Said, catalogue: Catalogue) -> str:
    place = _place(page, said)
    topics = (
        listed(
            catalogue.categories[key].label.in_(current_language()).lower()
            if key in catalogue.categories
            else key
            for key in said.categories
        )
        if said.categories
        else ""
    )
    if said.state == WITHDRAWN:
        if topics:
            return _("%(place)s: taken back for %(topics)s.", place=place, topics=topics)
        return _("%(place)s: everything is taken back.", place=place)
    if not said.is_yes or said.from_at is None or said.until_at is None:
        return _("%(place)s: no.", place=place)
    told = [
        _("%(place)s: yes to %(topics)s.", place=place, topics=topics),
        _(
            "It holds from %(first)s until %(last)s.",
            first=short_day(day_of(said.from_at)),
            last=short_day(last_day(said.until_at)),
        ),
    ]
    if said.since_on:
        told.append(
            _("Only what happens and is written from %(day)s on.", day=short_day(said.since_on))
        )
    if said.own_matters:
        told.append(_("Also what is written about the giver's own private matters."))
    return " ".join(told)
