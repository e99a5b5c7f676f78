"""The forms of signing in and of handing over a way in."""

from stafet.accounts.rules import SHOWN_CHECKS, IdentityCheck
from stafet.web.fields import LineField, Needed, PasswordField, RadioField, SelectField
from stafet.web.form import StafetForm
from stafet.web.i18n import _l
from stafet.web.viewer import Role

LOGIN = _l("User name or mail")
NEW_PASSWORD = _l("At least 12 characters. Use some words that nobody else would put together.")
CHECKS = {
    IdentityCheck.KNOWN: _l("I know the person"),
    IdentityCheck.PASSPORT: _l("I have seen a passport or driving licence"),
    IdentityCheck.MITID: _l("The person has shown MitID"),
    IdentityCheck.LETTER: _l("The link goes by letter to the registered address"),
}
ROLES = {
    Role.ADMIN: _l("Administrator"),
    Role.DPO: _l("Data-protection officer"),
    Role.CHIEF: _l("Chief of the leaders"),
}


class SignInForm(StafetForm):
    login = LineField(LOGIN, [Needed(_l("Write your user name or mail."))])
    password = PasswordField(_l("Password"), [Needed(_l("Write your password."))])


class CodeForm(StafetForm):
    code = LineField(_l("Code"), [Needed(_l("Write the six digits."))], max_length=12)


class AcceptForm(StafetForm):
    """A first password; the login proves that the link reached the right person."""

    login = LineField(LOGIN, [Needed(_l("Write your user name or mail."))])
    password = PasswordField(
        _l("Choose a password"), [Needed(_l("Write a password."))], description=NEW_PASSWORD
    )
    again = PasswordField(_l("The same password again"), [Needed(_l("Write the password again."))])

    @property
    def differs(self) -> bool:
        return bool(self.password.data != self.again.data)


class ChangePasswordForm(StafetForm):
    current = PasswordField(_l("Your password now"), [Needed(_l("Write your password."))])
    password = PasswordField(
        _l("New password"), [Needed(_l("Write a password."))], description=NEW_PASSWORD
    )
    again = PasswordField(_l("The same password again"), [Needed(_l("Write the password again."))])

    @property
    def differs(self) -> bool:
        return bool(self.password.data != self.again.data)


class FirstAdministratorForm(StafetForm):
    name = LineField(_l("Your name"), [Needed(_l("Write your name."))])
    login = LineField(LOGIN, [Needed(_l("Write your user name or mail."))])


class InviteForm(StafetForm):
    """To whom a way in is handed, and how one knows that it is the right person."""

    login = LineField(
        LOGIN,
        [Needed(_l("Write a user name or mail."))],
        description=_l("The person signs in with this. It is not shown again, only recognised."),
    )
    how = RadioField(
        _l("How do you know that it is the right person?"),
        [Needed(_l("Choose how you know it."))],
        choices=[(check.value, CHECKS[check]) for check in SHOWN_CHECKS],
    )


class RoleForm(StafetForm):
    role = SelectField(_l("Role"), choices=[(role.value, label) for role, label in ROLES.items()])
