"""The persons one can be in the demo: all made up."""

from dataclasses import dataclass

from stafet.web.i18n import _l


@dataclass(frozen=True, slots=True)
class Persona:
    key: str
    name: str
    role: object
    task: object


IN_THE_TOUR = (
    Persona("paedagog", "Mette Kjær", _l("Pedagogue at Solsikken"), _l("Is worried about Alma.")),
    Persona(
        "foraelder-a",
        "Anna Birk",
        _l("Mother of Anton and Alma"),
        _l("Reads along, gives and takes back consent."),
    ),
    Persona(
        "foraelder-b",
        "Jonas Lind",
        _l("Father of Anton and Alma, lives apart at a protected address"),
        _l("Must agree before anybody new can read."),
    ),
    Persona(
        "sundhedsplejerske",
        "Signe Dahl",
        _l("Health visitor"),
        _l("Reads what the parents allow."),
    ),
    Persona(
        "ppr-psykolog", "Per Munk", _l("Psychologist at PPR"), _l("Reads what the parents allow.")
    ),
    Persona(
        "laerer", "Troels Vang", _l("Teacher at Engskolen"), _l("Will have Alma in his class.")
    ),
)
OTHERS = (
    Persona(
        "stafetholder",
        "Karen Holst",
        _l("Teacher at Engskolen, stafetholder"),
        _l("Holds the relay for Anton."),
    ),
    Persona(
        "ny-stafetholder",
        "Sofie Krag",
        _l("Teacher at Engskolen"),
        _l("Is offered the relay for Anton."),
    ),
    Persona(
        "laerer-uden-opgave",
        "Frida Storm",
        _l("Teacher without a task"),
        _l("Sees nothing, and her tries are recorded."),
    ),
    Persona("leder", "Lone Friis", _l("Leader of Solsikken"), _l("Approves, backs and counts.")),
    Persona(
        "familieraadgiver",
        "Bente Skov",
        _l("Caseworker in the family department"),
        _l("Carries authority, and it shows."),
    ),
    Persona(
        "foraelder-uden-myndighed",
        "Kim Dam",
        _l("A father without custody"),
        _l("Sees no log."),
    ),
    Persona(
        "ung-15",
        "Mikkel Ravn",
        _l("15 years old"),
        _l("Will have a say of his own."),
    ),
    Persona("admin", "Allan Toft", _l("Administrator"), _l("Runs accounts, never reads.")),
    Persona("dpo", "Dorte Lyng", _l("Data-protection officer"), _l("Watches who reads.")),
)
