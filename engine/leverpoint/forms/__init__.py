"""Self-assessments as forms that people fill in: written blank for a role, and read back as requests."""

from leverpoint.forms.filled import read_form, read_request_text
from leverpoint.forms.questions import Form, form_for
from leverpoint.forms.write import FORMATS, written

__all__ = ["FORMATS", "Form", "form_for", "read_form", "read_request_text", "written"]
