"""A page with one of everything, for looking at and for the checks of this folder."""

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, redirect, render_template
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from stafet.errors import Invalid
from stafet.web.fields import (
    BirthDateField,
    BodyField,
    CheckboxesField,
    DayField,
    EmailField,
    HourField,
    LineField,
    Needed,
    NumberField,
    PasswordField,
    RadioField,
    RowVersionField,
    SelectField,
    TickField,
    UploadField,
)
from stafet.web.filters import init_filters
from stafet.web.form import StafetForm
from stafet.web.i18n import init_i18n

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ROOT = Path(__file__).parents[3]


class GalleryForm(StafetForm):
    row_version = RowVersionField(default=3)
    title = LineField("Overskrift", [Needed()], description="En kort linje, uden navne.")
    text = BodyField("Hvad har du set?", description="Skriv det, du så og hørte.")
    where = SelectField("Hvor skete det?", choices=[("", "Vælg"), ("yard", "På legepladsen")])
    how = RadioField(
        "Hvordan gik det?",
        [Needed("Vælg, hvordan det gik.")],
        choices=[("well", "Godt"), ("so", "Nogenlunde"), ("bad", "Svært")],
        hints={"so": "Noget lykkedes, noget gjorde ikke."},
    )
    about = CheckboxesField(
        "Hvad handler det om?",
        choices=[("l", "Sprog"), ("s", "Samvær"), ("h", "Sundhed"), ("p", "Læring")],
    )
    on = DayField("Hvilken dag?", latest=date(2030, 1, 1))
    at = HourField("Hvad tid?")
    born = BirthDateField("Barnets fødselsdag")
    level = NumberField("Trivsel fra 0 til 10")
    mail = EmailField("Mail")
    secret = PasswordField("Adgangskode")
    photo = UploadField("Foto af tavlen", description="Højst 10 MB.")
    sure = TickField("Jeg har talt med forældrene", description="Skriv gerne hvornår ovenfor.")


class Person:
    name = "Mette Eksempel"
    kind = "professional"


ENTRIES = [
    {
        "id": "11111111-1111-4111-8111-111111111111",
        "kind": "Bekymring",
        "title": "Sidder ofte alene i frikvarteret",
        "author": "Mette Eksempel",
        "institution": "Skolen ved Åen",
        "on": date(2026, 3, 3),
        "categories": ["Samvær", "Trivsel"],
        "why": "Du er lærer for barnet, og begge forældre har sagt ja til, at skolen læser med.",
        "badge": {"text": "Ny", "tone": "info"},
        "tone": "concern",
        "url": "#",
    },
    {
        "id": "22222222-2222-4222-8222-222222222222",
        "kind": "Aftale",
        "title": "Læsemakker to gange om ugen",
        "author": "Jonas Prøve",
        "institution": "PPR",
        "on": date(2026, 3, 10),
        "categories": ["Læring"],
        "why": "Samtykke fra begge forældre.",
        "badge": {"text": "Overskredet", "tone": "warning"},
        "tone": "agreement",
    },
]


def make_app() -> Flask:
    app = Flask(
        "gallery", static_folder=ROOT / "stafet" / "static", template_folder=ROOT / "templates"
    )
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            FileSystemLoader(Path(__file__).parent / "templates"),
        ]
    )
    app.config["SECRET_KEY"] = "only for looking"
    CSRFProtect(app)
    init_i18n(app)
    init_filters(app)
    app.context_processor(_context)
    app.after_request(_strict)
    app.saved = []
    _routes(app)
    return app


def _context():
    return {
        "viewer": Person,
        "navigation": [
            {"label": "Overblik", "url": "/", "current": True},
            {"label": "Stafetlogge", "url": "/log", "current": False},
            {"label": "Ny bekymring", "url": "/ny", "current": False},
            {"label": "Møder", "url": "/moeder", "current": False},
        ],
        "kommune_name": "Eksempelby Kommune",
        "demo": True,
    }


def _strict(response):
    response.headers["Content-Security-Policy"] = STRICT
    return response


def _routes(app: Flask) -> None:
    @app.route("/", methods=["GET", "POST"])
    def gallery():
        form = GalleryForm()
        if form.validate_on_submit():
            try:
                _save(form)
            except Invalid as error:
                form.add_problems(error.problems)
            else:
                app.saved.append(form.data)
                return redirect("/gemt", 303)
        return render_template(
            "gallery.html",
            form=form,
            entries=ENTRIES,
            now=datetime(2026, 3, 3, 13, 5, tzinfo=UTC),
            folds=[
                {
                    "heading": "Hvem kan læse?",
                    "body": Markup("<p>Skolen.</p>"),
                    "open": True,
                },
                {"heading": "Hvad skete der før?", "body": "Intet endnu."},
            ],
        )

    @app.get("/gemt")
    def saved():
        return "gemt"

    @app.get("/fejl/<int:code>")
    def fault(code: int):
        texts = {"text": "Hun leger nu med to andre.\n\nDet går bedre."}
        return render_template(f"errors/{code}.html", mine=texts, theirs={"text": "Hun leger."})

    @app.get("/om/<page>")
    def about(page: str):
        return render_template(f"web/{page}.html")


def _save(form: GalleryForm) -> None:
    if form.title.data == "forkert":
        raise Invalid({"title": "It was not saved.", "": "It was not saved."})
