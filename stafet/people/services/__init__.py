"""The verbs of people."""

from stafet.people.services.custody import end_custody, record_custody
from stafet.people.services.employing import employ, end_employment
from stafet.people.services.places import (
    assign_contact,
    end_contact,
    move_on,
    open_group,
    open_institution,
    place_child,
)
from stafet.people.services.registering import (
    describe_guardian,
    find_adult,
    find_child,
    name_and_birth,
    register_adult,
    register_child,
)
from stafet.people.services.tasks import end_task, give_task

__all__ = [
    "assign_contact",
    "describe_guardian",
    "employ",
    "end_contact",
    "end_custody",
    "end_employment",
    "end_task",
    "find_adult",
    "find_child",
    "give_task",
    "move_on",
    "name_and_birth",
    "open_group",
    "open_institution",
    "place_child",
    "record_custody",
    "register_adult",
    "register_child",
]
