from flask import Blueprint

pages = Blueprint("oversight", __name__)
