"""How texts are written as jinja2 templates, and what can be told about one without rendering it.

A text may use its message's parameters, the facts `fees` and `contact`, the filters of
`knowledge.filters` and the few of jinja2 named here; nothing else exists inside a template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.filters import FILTERS as JINJA_FILTERS

GLOBALS = frozenset({"fees", "contact"})
RENDERING = "rendering"
"""The name under which filters find the rendering that they are part of. No parameter has it."""

_BORROWED_FILTERS = (
    "default", "first", "int", "last", "length", "list", "map", "reject", "rejectattr", "round",
    "select", "selectattr", "sort", "unique",
)  # fmt: skip


def environment(
    filters: Mapping[str, Callable[..., Any]], finalize: Callable[[Any], object] | None = None
) -> Environment:
    """A jinja2 environment that knows exactly what a text may use."""
    made = Environment(
        undefined=StrictUndefined,
        finalize=cast(Callable[..., str], finalize),  # jinja2 takes an undefined value too
        autoescape=False,  # finalize escapes, for three markups rather than for HTML alone
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters = {name: JINJA_FILTERS[name] for name in _BORROWED_FILTERS} | dict(filters)
    made.globals = {}
    return made


@dataclass(frozen=True, slots=True)
class Use:
    """What a template uses. `facts` are paths such as ("fees", "first", "member").

    `variables` are the names that it reads and that no `for` or `set` of its own makes.
    """

    variables: frozenset[str]
    phrases: frozenset[str]
    phrase_prefixes: frozenset[str]
    facts: frozenset[tuple[str, ...]]


def inspect(source: str, env: Environment) -> Use:
    """What a template uses.

    Raises:
        jinja2.TemplateSyntaxError: it is not a template, or asks for a filter that there is not.
    """
    if "{" not in source:
        return Use(*(frozenset[Any]() for _ in range(4)))
    tree = env.parse(source)
    phrases, prefixes = set[str](), set[str]()
    read, bound = set[str](), set[str]()
    facts = set[tuple[str, ...]]()
    # One walk, and no compiling: a start looks into hundreds of templates.
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Filter, nodes.Test, nodes.For)):
        match node:
            case nodes.Name(name=name, ctx=ctx):
                (read if ctx == "load" else bound).add(name)
            case nodes.For():
                bound.add("loop")
            case nodes.Getattr():
                facts.update(_fact_path(node))
            case nodes.Test(name=name, lineno=line) if name not in env.tests:
                raise TemplateSyntaxError(f"No test named {name!r}", line)
            case nodes.Filter(name=name, lineno=line) if name not in env.filters:
                raise TemplateSyntaxError(f"No filter named {name!r}", line)
            case nodes.Filter(name="phrase", node=nodes.Expr() as asked):
                for text, whole in _openings(asked):
                    (phrases if whole else prefixes).add(text)
    return Use(
        variables=frozenset(read - bound - GLOBALS),
        phrases=frozenset(phrases),
        phrase_prefixes=frozenset(prefixes),
        facts=frozenset(facts),
    )


def _openings(node: nodes.Node) -> Iterator[tuple[str, bool]]:
    """What an expression for a phrase's key begins with, and whether that is all of it."""
    match node:
        case nodes.Const(value=str() as text):
            yield text, True
        case nodes.CondExpr(expr1=first, expr2=second):
            yield from _openings(first)
            if second is not None:
                yield from _openings(second)
        case nodes.Concat(nodes=[nodes.Const(value=str() as text), *_]):
            yield text, False
        case nodes.Add(left=nodes.Const(value=str() as text)):
            yield text, False


def _fact_path(attribute: nodes.Getattr) -> Iterator[tuple[str, ...]]:
    """The chain of names of an attribute, if it starts at a fact."""
    path: list[str] = []
    node: nodes.Node = attribute
    while isinstance(node, nodes.Getattr):
        path.append(node.attr)
        node = node.node
    if isinstance(node, nodes.Name) and node.name in GLOBALS:
        yield (node.name, *reversed(path))
