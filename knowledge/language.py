"""Which of the bot's languages a short message is written in, told from its small words."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.model import Language


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Folded as `phrasing.words_of` folds them. Words that Norwegian and English share (for, i, to, at)
# are in none. Swedish, Danish and dialects count as Bokmål, which their writers read.
_NORWEGIAN = _set(
    "er var kan vil skal ma har hadde av og det som pa med om etter eller vi oss da kor den de "
    "du deg dere din ditt min mitt sin nar blir til seg sa ved kunne skulle"
)
_BOKMAL = _set(
    "jeg meg hva hvem hvor hvordan hvorfor hvilke hvilken hvilket hvis ikke noe noen ble en et fra "
    "vaere vart mye bare gjor gjore gjelder kommer finnes trenger koster mellom uten "
    "ka korsn korsen kem mae dokker dokk itj itte ikkj "
    "jag hur vad vem och inte nagon far finns ni att hvad noget nogen bliver af ikk"
)
_NYNORSK = _set(
    "eg ein eit ikkje korleis kva kven kvifor kvar nokon noko nokre dykk dykkar vere vera vert "
    "mykje berre gjer gjera kjem finst treng kostar heiter dei seier hja vore vart blei kvart "
    "me sokje ringje selje tek veker manader namn namnet leiar leiaren norma laurdag sundag "
    "vidareforing krevst godkjende verksemd verksemda godkjend godkjenninga medan mellom utan "
    "sjolv sjolve fyrst fyrste"
)
_ENGLISH = _set(
    "the an how what who when where which why is are were do does did can could will would should "
    "shall must may have has had of and or not it this that these my our your we you they apply "
    "tell with from about if need there any much many get long cost please am been being"
)


def guess(words: Iterable[str], nearest: Language | None = None) -> Language | None:
    """The language of folded words, or None when nothing gives it away.

    `nearest` is the language of the phrasing that is nearest to them: it decides where there are
    no small words.
    """
    found = list(words)
    bokmal, nynorsk, english, shared = (
        sum(word in markers for word in found)
        for markers in (_BOKMAL, _NYNORSK, _ENGLISH, _NORWEGIAN)
    )
    if english > bokmal + nynorsk + shared:
        return Language.EN
    if nynorsk > bokmal:
        return Language.NN
    return Language.NB if bokmal + shared else nearest


def is_small(word: str) -> bool:
    """Whether a word is only a function word, which tells nothing about the subject."""
    return word in _BOKMAL or word in _NYNORSK or word in _ENGLISH or word in _NORWEGIAN
