"""Turn the `when` of a rule into a condition tree, checked against the vocabulary, or say everything wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leverpoint.conditions.tree import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.errors import Problem, nearest
from leverpoint.vocabulary import AS_OF, ROLE, Fact, Kind, Type, Vocabulary

_SEVERAL = (Op.IN, Op.NOT_IN, Op.BETWEEN)
_BY_ORDER = (Op.AT_MOST, Op.AT_LEAST, Op.BETWEEN)
_CONNECTIVES = ("all", "any", "not")
_ELSEWHERE = {ROLE: "the field `roles` of the rule, beside `when`", AS_OF: "the field `effective` of the rule"}


def parse(data: Any, vocabulary: Vocabulary, pointer: str = "") -> tuple[Condition | None, list[Problem]]:
    """The tree written in `data`, and every problem found on the way; no tree where there is any.

    `pointer` is where `data` stands in its document; problems point below it.
    """
    parser = _Parser(vocabulary)
    tree = parser.condition(data, pointer)
    return (None if parser.problems else tree), parser.problems


class _Parser:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def report(self, code: str, pointer: str, message: str, **more: Any) -> None:
        self.problems.append(Problem(code, message, pointer, **more))

    def condition(self, data: Any, pointer: str) -> Condition | None:
        if not isinstance(data, Mapping) or len(data) != 1:
            self._report_shape(data, pointer)
            return None
        key, body = next(iter(data.items()))
        inside = f"{pointer}/{_escaped(key)}"
        if key == "not":
            part = self.condition(body, inside)
            return part and Not(part)
        if key in _CONNECTIVES:
            return self._connective(key, body, inside)
        return self._comparison(key, body, inside)

    def _report_shape(self, data: Any, pointer: str) -> None:
        if isinstance(data, Mapping) and data:
            keys = ", ".join(map(str, data))
            self.report(
                "one-a-condition",
                pointer,
                f"a condition says one thing, this one says {keys}",
                found=keys,
                expected="one fact, or one of all, any, not; join several with all",
            )
        else:
            self.report(
                "condition-shape",
                pointer,
                "a condition is a mapping with one fact, or one of all, any, not",
                found=data,
                expected="for example learning.collaboration: {at_most: 2}",
            )

    def _connective(self, key: str, body: Any, pointer: str) -> Condition | None:
        if not isinstance(body, list) or not body:
            what = f"an empty {key}" if body in ([], None) else f"{key} without a list"
            self.report("empty-condition", pointer, f"{what}: it needs at least one condition", expected="a list")
            return None
        parts = [self.condition(item, f"{pointer}/{index}") for index, item in enumerate(body)]
        sound = tuple(part for part in parts if part is not None)
        return AllOf(sound) if key == "all" else AnyOf(sound)

    def _comparison(self, name: str, body: Any, pointer: str) -> Condition | None:
        fact = self.vocabulary.find(name)
        if fact is None:
            self.report(
                "unknown-fact",
                pointer,
                f"there is no fact '{name}'",
                found=name,
                expected=_ELSEWHERE.get(name),
                suggestion=self.vocabulary.suggest(name) or nearest(name, _CONNECTIVES),
            )
        if not isinstance(body, Mapping) or len(body) != 1:
            self._report_comparison_shape(name, body, pointer)
            return None
        word, operand = next(iter(body.items()))
        inside = f"{pointer}/{_escaped(word)}"
        op = self._op(word, inside)
        if fact is None or op is None or not self._allowed(fact, op, inside):
            return None
        return self._checked(fact, op, operand, inside)

    def _report_comparison_shape(self, name: str, body: Any, pointer: str) -> None:
        words = ", ".join(Op)
        if isinstance(body, Mapping) and body:
            self.report(
                "one-a-condition",
                pointer,
                f"a fact is compared once in a condition, '{name}' has {', '.join(body)}",
                found=list(body),
                expected="one comparison; join several with all, or use between",
            )
        else:
            self.report(
                "condition-shape",
                pointer,
                f"'{name}' is not compared with anything",
                found=body,
                expected=f"one of {words}, for example {{at_most: 2}}",
            )

    def _op(self, word: str, pointer: str) -> Op | None:
        if word in tuple(Op):
            return Op(word)
        self.report(
            "unknown-comparison",
            pointer,
            f"there is no comparison '{word}'",
            found=word,
            expected=", ".join(Op),
            suggestion=nearest(str(word), map(str, Op)),
        )
        return None

    def _allowed(self, fact: Fact, op: Op, pointer: str) -> bool:
        allowed = allowed_ops(fact)
        if op not in allowed:
            self.report(
                "comparison-type",
                pointer,
                f"'{fact.id}' ({_nature(fact)}) cannot be compared with {op}",
                found=str(op),
                expected=", ".join(allowed),
            )
        return op in allowed

    def _checked(self, fact: Fact, op: Op, operand: Any, pointer: str) -> Condition | None:
        if op is Op.ANSWERED:
            return self._answered(fact, operand, pointer)
        if op in _SEVERAL:
            values = [_whole(value) for value in operand] if isinstance(operand, list) else operand
            return self._several(fact, op, values, pointer)
        value = _whole(operand)
        return Comparison(fact.id, op, (value,)) if self._value(fact, value, pointer) else None

    def _answered(self, fact: Fact, operand: Any, pointer: str) -> Condition | None:
        if isinstance(operand, bool):
            return Comparison(fact.id, Op.ANSWERED, (operand,))
        self.report("wrong-type", pointer, "answered is true or false", found=operand, expected="true or false")
        return None

    def _several(self, fact: Fact, op: Op, operand: Any, pointer: str) -> Condition | None:
        wanted = "two values, the lower first" if op is Op.BETWEEN else "a list of at least one value"
        if not isinstance(operand, list) or not operand or (op is Op.BETWEEN and len(operand) != 2):
            self.report("operand-shape", pointer, f"{op} takes {wanted}", found=operand, expected=wanted)
            return None
        sound = [self._value(fact, value, f"{pointer}/{index}") for index, value in enumerate(operand)]
        if not all(sound):
            return None
        if op is Op.BETWEEN and operand[0] > operand[1]:
            self.report(
                "empty-range",
                pointer,
                f"nothing lies between {operand[0]} and {operand[1]}",
                found=operand,
                expected=wanted,
            )
            return None
        return Comparison(fact.id, op, tuple(dict.fromkeys(operand)) if op is not Op.BETWEEN else tuple(operand))

    def _value(self, fact: Fact, value: Any, pointer: str) -> bool:
        problem = fact.problem_with(value)
        if problem is None:
            return True
        code = "level-off-scale" if fact.kind is Kind.CRITERION and type(value) is int else "wrong-value"
        near = nearest(value, map(str, fact.values)) if isinstance(value, str) else None
        self.report(
            code,
            pointer,
            f"{problem} ('{fact.id}', {_nature(fact)})",
            found=value,
            expected=values_in_words(fact),
            suggestion=near,
        )
        return False


def allowed_ops(fact: Fact) -> tuple[Op, ...]:
    """The comparisons that make sense for a fact, by where it comes from and what values it takes."""
    if fact.interval:
        return _BY_ORDER
    if fact.kind is Kind.CONCLUSION:
        return (Op.IS, Op.IS_NOT)
    if fact.type is Type.BOOLEAN:
        return (Op.IS, Op.IS_NOT, Op.ANSWERED)
    return tuple(op for op in Op if fact.type.ordered or op not in _BY_ORDER)


def values_in_words(fact: Fact) -> str:
    """What a fact may be: its values, or its bounds."""
    if fact.type is Type.BOOLEAN:
        return "true or false"
    if fact.values:
        return "one of " + ", ".join(map(str, fact.values))
    whole = "a whole number" if fact.type is Type.INTEGER else "a number"
    return f"{whole} from {fact.minimum:.15g} to {fact.maximum:.15g}"


def _whole(value: Any) -> Any:
    # 2.0 is written as often as 2, and is the same level
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _nature(fact: Fact) -> str:
    return fact.kind if fact.kind in (Kind.CRITERION, Kind.AGGREGATE, Kind.CONCLUSION) else fact.type


def _escaped(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
