"""Register children and adults, each once; find them by keyed digests."""

from datetime import date
from uuid import UUID

from stafet import audit
from stafet.audit import Event, manifest
from stafet.catalogue.cpr import parse_cpr
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.failpoints import failpoint
from stafet.ids import new_id
from stafet.people.identity import seal_identity
from stafet.people.models import Guardian, Person, PersonKind
from stafet.people.rules import Identity
from stafet.vault import Vault


def register_child(unit: Unit, identity: Identity, *, by: UUID | None) -> UUID:
    """Register a child with a key and a chain of its own; return its id.

    The key is durable before the row. Raises `Invalid` at `cpr` (L56, L61).
    """
    born_on = _born_on(identity.cpr)
    vault = unit.use(Vault)
    audit.lock(unit, audit.KOMMUNE)
    if _registered(unit, _digits(identity.cpr)) is not None:
        raise Invalid({"cpr": "This child is already registered."})
    person = Person(id=new_id(), kind=PersonKind.CHILD, version=1)
    vault.new_child_key(person.id)
    failpoint("register.key-made")
    seal_identity(unit, person, identity)
    vault.remember_cpr(_digits(identity.cpr), person.id)
    vault.remember_cpr(name_and_birth(identity.name, born_on), person.id)
    failpoint("register.number-kept")
    unit.session.add(person)
    audit.begin(unit, person.id)
    manifest.expect(unit, person.id)
    audit.append(unit, person.id, Event("people:register", by))
    unit.session.flush()
    return person.id


def register_adult(
    unit: Unit,
    kind: PersonKind,
    identity: Identity,
    *,
    by: UUID | None,
    press: UUID | None = None,
) -> UUID:
    """Register a guardian or a professional, once per `press` of a button; return the id."""
    if identity.cpr:
        _born_on(identity.cpr)
    person = Person(id=id_of_press(unit, press, by) if press else new_id(), kind=kind, version=1)
    audit.lock(unit, audit.KOMMUNE)
    if press and unit.session.get(Person, person.id) is not None:
        return person.id
    seal_identity(unit, person, identity)
    if identity.cpr and _registered(unit, _adult(identity.cpr, identity.name)) is None:
        unit.use(Vault).remember_cpr(_adult(identity.cpr, identity.name), person.id)
    unit.session.add(person)
    event = Event("people:register", by, about={"person": str(person.id)})
    audit.append(unit, audit.KOMMUNE, event)
    unit.session.flush()
    return person.id


def describe_guardian(
    unit: Unit, person_id: UUID, *, language: str, interpreter: bool, protected_address: bool
) -> None:
    """Note a guardian's language, need of an interpreter and protected address."""
    row = Guardian(
        person_id=person_id,
        language=language,
        interpreter=interpreter,
        protected_address=protected_address,
    )
    unit.session.merge(row)


def find_child(
    unit: Unit, *, cpr: str = "", name: str = "", born_on: date | None = None
) -> UUID | None:
    """Return the child with this CPR, or with this name and birth date, or None."""
    if cpr:
        _born_on(cpr)
        return _known(unit, _digits(cpr))
    return _known(unit, name_and_birth(name, born_on)) if name and born_on else None


def find_adult(unit: Unit, cpr: str, name: str) -> UUID | None:
    """Return the registered adult with just this number and name: a sibling's parent."""
    return _known(unit, _adult(cpr, name))


def name_and_birth(name: str, born_on: date) -> str:
    """Return one spelling of a name with a birth date, for the blind index."""
    return f"{' '.join(name.casefold().split())}|{born_on.isoformat()}"


def id_of_press(unit: Unit, press: UUID, by: UUID | None) -> UUID:
    """Return the id that one press of a button by somebody gives: keyed, so nobody chooses it."""
    return UUID(bytes=unit.use(Vault).blind_index("press", f"{by}|{press}")[:16], version=4)


def pressed(unit: Unit, press: UUID, by: UUID | None) -> UUID | None:
    """Return whom this very press of a button has registered already, or None."""
    found = unit.session.get(Person, id_of_press(unit, press, by))
    return found.id if found else None


def _known(unit: Unit, number: str) -> UUID | None:
    """Return whose number this is; one left by a unit that failed is nobody's."""
    found = unit.use(Vault).find_by_cpr(number)
    return found if found and unit.session.get(Person, found) else None


def _registered(unit: Unit, number: str) -> UUID | None:
    """Return whose number this is; one left by a unit that failed is forgotten.

    The caller has locked the kommune's chain, so nobody else is registering meanwhile.
    """
    known = _known(unit, number)
    if known is None and (left := unit.use(Vault).find_by_cpr(number)):
        unit.use(Vault).forget_cpr(left)
    return known


def _adult(cpr: str, name: str) -> str:
    return f"adult|{_digits(cpr)}|{' '.join(name.casefold().split())}"


def _digits(cpr: str) -> str:
    return "".join(sign for sign in cpr if sign.isdigit())


def _born_on(cpr: str) -> date:
    try:
        return parse_cpr(cpr).born_on
    except ValueError as error:
        raise Invalid({"cpr": "This is not a valid CPR number."}) from error
