"""The guided tour of the demo: the story of one concern, told in eight steps."""

from stafet.web.i18n import _l

TOUR = (
    _l("As Mette, the pedagogue: write a concern about Alma, open her log and ask the parents."),
    _l("As Anna and as Jonas: say yes or no for each place. Only what both allow opens."),
    _l("As Mette, the stafetholder: invite the health visitor and the psychologist."),
    _l("As Per, the psychologist: read what the parents allow, see why you can, and write."),
    _l("As Mette: make an agreement, follow it up, call a meeting and write the minutes."),
    _l("As Anna: read the news in your inbox, fetch it as a PDF and see who has read."),
    _l("As Anna: take back your yes for PPR. Per loses sight at his next click."),
    _l("As Mette: offer the relay to Troels at school. He sees what he will read, and accepts."),
)
