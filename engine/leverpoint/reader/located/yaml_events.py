"""The one place that starts a PyYAML parser: the C one, or where libyaml is missing the one in Python."""

import re
from collections.abc import Callable
from itertools import islice

import yaml
from yaml.events import Event, ScalarEvent

from leverpoint.reader.located.refusals import half_character, tag_directives
from leverpoint.reader.located.unreadable import UnreadableError

CONTROL_CHARACTER = re.compile("[^\t\n\r -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML text may not hold as it is: control characters, and line breaks that YAML 1.2 gave up."""

# A few are read, to be refused in their place. The C parser compares each with all before it, so that a file full
# of them would keep it busy for seconds.
_MOST_TAG_DIRECTIVES = 20
_TAG_DIRECTIVE = re.compile(r"(?:^|[\r\n])%TAG")
_SURROGATE = re.compile("[\ud800-\udfff]")


def yaml_events(text: str, *, with_libyaml: bool = yaml.__with_libyaml__) -> Callable[[], Event | None]:
    """Give a function that returns the next event of `text` each time it is called.

    The parser in C is many times faster than the one in Python, which serves where libyaml is missing. They
    differ in little: the one in Python takes no tab between tokens. Raises UnreadableError, and the function
    MarkedYAMLError too.
    """
    directives = islice(_TAG_DIRECTIVE.finditer(text), _MOST_TAG_DIRECTIVES, None)
    if any(directives):
        raise UnreadableError(tag_directives())
    if with_libyaml:
        return yaml.CSafeLoader(text).get_event
    return _PythonParser(text).get_event


class _PythonParser(yaml.SafeLoader):
    """PyYAML's parser in Python, made to refuse escapes for half a character, as the one in C does."""

    def get_event(self) -> Event | None:
        event: Event | None = super().get_event()  # type: ignore[no-untyped-call]  # its stub has no types
        if isinstance(event, ScalarEvent) and _SURROGATE.search(event.value):
            raise UnreadableError(half_character(event))
        return event
