"""The guided tour of the demo: the story of one concern, told in eight steps."""

from stafet.web.i18n import _l

TOUR = (
    _l("As Mette, the pedagogue: write a concern about Alma and open her stafetlog."),
    _l("As Anna and as Jonas: say yes or no for each place. Only what both allow opens."),
    _l("As Karen, the stafetholder: invite the health visitor and the psychologist."),
    _l("As Per, the psychologist: read what the parents allow, see why you can, and write."),
    _l("As Karen: make an agreement, follow it up, call a meeting and write the minutes."),
    _l("As Anna: read the news in your inbox, fetch it as a PDF and see who has read."),
    _l("As Anna: take back your yes for PPR. Per loses sight at his next click."),
    _l("As Karen: offer the relay to Sofie. She sees what she will read, and accepts."),
)
