"""The verbs of people."""

from stafet.people.services.custody import CUSTODY, end_custody, record_custody
from stafet.people.services.employing import employ, end_employment, hire
from stafet.people.services.ending import ENDED, end_access, may_end, undo_ending
from stafet.people.services.leading import (
    SUBSTITUTE_FOR,
    add_guardian,
    change_needs,
    give_substitute_task,
    led_child,
    led_custody,
    led_group,
    move_child,
    take_back_task,
    take_in,
)
from stafet.people.services.places import (
    PlaceFacts,
    add_institution,
    add_outsider,
    assign_contact,
    change_institution,
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
    "CUSTODY",
    "ENDED",
    "SUBSTITUTE_FOR",
    "PlaceFacts",
    "add_guardian",
    "add_institution",
    "add_outsider",
    "assign_contact",
    "change_institution",
    "change_needs",
    "describe_guardian",
    "employ",
    "end_access",
    "end_contact",
    "end_custody",
    "end_employment",
    "end_task",
    "find_adult",
    "find_child",
    "give_substitute_task",
    "give_task",
    "hire",
    "led_child",
    "led_custody",
    "led_group",
    "may_end",
    "move_child",
    "move_on",
    "name_and_birth",
    "open_group",
    "open_institution",
    "place_child",
    "record_custody",
    "register_adult",
    "register_child",
    "take_back_task",
    "take_in",
    "undo_ending",
]
