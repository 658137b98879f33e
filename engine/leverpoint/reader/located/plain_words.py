"""Says in plain words what PyYAML's parser stumbled over, and what its author can do about it."""

from yaml.error import Mark, MarkedYAMLError

from leverpoint.errors import Problem

_TAB = "A tab stands where the line is indented. Use spaces."
_FIT = "Check that the line is indented like those it belongs with, and that each quoted text is closed."
_COLON = "A ':' cannot stand here. Check the indentation, or put text that holds ': ' in quotes."
_DASH = "A list cannot start here. Start it on a new line, or put text with '- ' in quotes."
_LINE_END = "After the '|' or '>' of a text block the line ends. Text that starts with them needs quotes."
_PERCENT = "A line that starts with '%' speaks to the parser. Leave it out, or put it in quotes."
_ESCAPE = "This escape is too short: \\x takes two digits of 0-9 and a-f, \\u four, \\U eight."

_AFTER_QUOTE = "Text goes on after its closing quote. In '…' an apostrophe is written twice: 'it''s'."
_OPEN = "What is opened here is not closed before the file ends."
_END_MISSING = "The file ends before a list or a mapping does: a ']' or '}' is missing."
_QUOTE = "The quoted text that starts here is not closed."
_NEITHER = "A ':' or a space after '-' is missing: this line is neither a key nor an item of a list."
# The parser notices these only at the end of what they are about.
_NOTICED_LATE = (_OPEN, _QUOTE, _NEITHER)

# A part of PyYAML's message -> what we say. The parsers in C and in Python word some things differently.
_SYNTAX = (
    ("violates indentation", _TAB),
    ("where an indentation space", _TAB),
    ("mapping values are not", _COLON),
    ("unexpected ':'", _COLON),
    ("mapping keys are not", "A '?' cannot stand here. Put text that starts with '?' in quotes."),
    ("sequence entries are not", _DASH),
    ("expected key", f"A key was expected here. {_FIT}"),
    ("expected '-' indicator", f"An item that starts with '-' was expected here. {_FIT}"),
    ("expected <block end>", f"This does not fit what stands above it. {_FIT}"),
    ("or ']'", "A ',' or ']' is missing here."),
    ("or '}'", "A ',' or '}' is missing here."),
    ("find expected ':'", _NEITHER),
    ("node content", "A value is missing here."),
    ("unexpected end of stream", _QUOTE),
    ("unexpected document", _QUOTE),
    ("invalid Unicode character", "This escape is half a character or none. Write the character itself."),
    ("unknown escape", "There is no such escape. In double quotes, write a backslash as \\\\."),
    ("hexadecimal", _ESCAPE),
    ("hexdecimal", _ESCAPE),
    ("comment or line break", _LINE_END),
    ("indentation indicator", _LINE_END),
    ("chomping or indentation", _LINE_END),
    ("<document start>", "Nothing may follow the end of the document."),
    ("incompatible YAML", "The file asks for another version of YAML. Leave the line with %YAML out."),
)
_REPEATS = "'&' and '*' repeat values, which is not read. Put text that starts with them in quotes."
_TAGS = "'!' starts a tag, and tags are not read. Put text that starts with '!' in quotes."
# A part of PyYAML's message, or of what it was about -> the code and what we say.
_SPECIAL = (
    ("directive", ("yaml-syntax", _PERCENT)),
    ("anchor", ("alias", _REPEATS)),
    ("alias", ("alias", _REPEATS)),
    ("tag", ("tag", _TAGS)),
)


def in_plain_words(error: MarkedYAMLError, text: str) -> Problem:
    """Give the problem that a parser's error means, where its author would look for it.

    What is opened and not closed is reported where it was opened; all else where the parser noticed it.
    """
    found = error.problem_mark or error.context_mark
    before, after = (text[: found.index], text[found.index :]) if found else ("", text)
    code, message = _words(error, before, after)
    if message in _NOTICED_LATE and error.context_mark:
        return _problem(code, message, error.context_mark)
    return _problem(code, message + _start(error), found)


def _problem(code: str, message: str, mark: Mark | None) -> Problem:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(code, message, line=line, column=column)


def _words(error: MarkedYAMLError, before: str, after: str) -> tuple[str, str]:
    about = f"{error.problem} {error.context}"
    special = (answer for sign, answer in _SPECIAL if sign in about)
    return next(special, None) or ("yaml-syntax", _syntax(error, before, after))


def _syntax(error: MarkedYAMLError, before: str, after: str) -> str:
    problem = str(error.problem)
    if "cannot start any token" in problem:
        return _cannot_start(after[:1])
    if _after_quote(before) and ("expected key" in problem or "expected <block end>" in problem):
        return _AFTER_QUOTE
    if "flow" in str(error.context) and not after.strip():
        return _at_end(error)
    plain = (words for sign, words in _SYNTAX if sign in problem)
    return next(plain, f"This is not YAML: {problem}.")


def _cannot_start(character: str) -> str:
    return _TAB if character == "\t" else f"Text cannot start with '{character}': put it in quotes."


def _at_end(error: MarkedYAMLError) -> str:
    # Where a value is missing at the end, the parser no longer knows what was opened.
    start, found = error.context_mark, error.problem_mark
    return _OPEN if start and found and start.index < found.index else _END_MISSING


def _after_quote(before: str) -> bool:
    return before.rstrip(" ").endswith(("'", '"'))


def _start(error: MarkedYAMLError) -> str:
    start, found = error.context_mark, error.problem_mark
    if start is None or found is None or start.line == found.line:
        return ""
    return f" (What is read here starts at line {start.line + 1}, column {start.column + 1}.)"
