"""Which of the bot's languages a short message is written in, told from its small words."""

from __future__ import annotations

import unicodedata
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
    "vaere vart mye bare gjor gjore mellom uten "
    "ka korsn korsen kem mae dokker dokk itj itte ikkj "
    "jag hur vad vem och inte nagon far ni att hvad noget nogen bliver af ikk"
)
_NYNORSK = _set(
    "eg ein eit ikkje korleis kva kven kvifor kvar nokon noko nokre dykk dykkar vere vera vert "
    "mykje berre gjer gjera dei hja vore vart blei kvart me medan mellom utan sjolv sjolve"
)
_ENGLISH = _set(
    "the an how what who when where which why is are were do does did can could will would should "
    "shall must may have has had of and or not it this that these my our your we you they "
    "with from about if there any much many been being am"
)
# These give the language away as well, and may be all that a message says about its subject.
_BOKMAL_CONTENT = _set("gjelder kommer finnes trenger koster finns")
_NYNORSK_CONTENT = _set(
    "kjem finst treng kostar heiter seier sokje ringje selje tek veker manader namn namnet leiar "
    "leiaren norma laurdag sundag vidareforing krevst godkjende verksemd verksemda godkjend "
    "godkjenninga fyrst fyrste"
)
_ENGLISH_CONTENT = _set("apply tell need get long cost please")
_YES_OR_NO = _set("ja jo nei yes no ok oki okei okay")
_SMALL = _YES_OR_NO | _NORWEGIAN | _BOKMAL | _NYNORSK | _ENGLISH
_MARKERS = {
    Language.NB: _BOKMAL | _BOKMAL_CONTENT,
    Language.NN: _NYNORSK | _NYNORSK_CONTENT,
    Language.EN: _ENGLISH | _ENGLISH_CONTENT,
}
_OURS = _NORWEGIAN.union(*_MARKERS.values())


# Words that are common in another language and in none of ours.
_FOREIGN = _set(
    "jest nie czy jak dla sie prosze dzien dobry ile kosztuje gdzie moge mam "
    "ist nicht wie ich sie und das wir kann bitte fur wo warum danke haben der die ein eine "
    "est que pour les des une vous nous comment combien bonjour merci avec dans je "
    "el los las por como cuanto donde hola gracias puedo para usted quiero una "
    "mitka miten paljonko kiitos hei moi kuinka missa voinko onko mika "
    "ar kaip kiek kur labas aciu yra noriu ka ir "
    "como quanto onde obrigado ola posso che cosa come grazie quanto dove"
)


def is_foreign(words: Iterable[str]) -> bool:
    """Whether folded words are in a language that is none of ours."""
    found = list(words)
    ours = sum(word in _OURS for word in found)
    return sum(word in _FOREIGN and word not in _OURS for word in found) > max(ours, 1)


def is_other_script(text: str) -> bool:
    """Whether a text is written in letters that are not Latin."""
    letters = [sign for sign in text if sign.isalpha()]
    latin = sum("LATIN" in unicodedata.name(sign, "") for sign in letters)
    return len(letters) > 1 and latin * 2 < len(letters)


def guess(words: Iterable[str], nearest: Language | None = None) -> Language | None:
    """The language of folded words, or None when nothing gives it away.

    `nearest` is the language of the phrasing that is nearest to them: it decides where there are
    no small words.
    """
    found = list(words)
    counts = {each: sum(word in markers for word in found) for each, markers in _MARKERS.items()}
    bokmal, nynorsk, english = counts[Language.NB], counts[Language.NN], counts[Language.EN]
    shared = sum(word in _NORWEGIAN for word in found)
    if english > bokmal + nynorsk + shared:
        return Language.EN
    if nynorsk > bokmal:
        return Language.NN
    return Language.NB if bokmal + shared else nearest


def is_usable(word: str) -> bool:
    """Whether a folded word may tell something about the subject of a message."""
    return len(word) > 1 and not word.isdigit() and not is_small(word)


def is_small(word: str) -> bool:
    """Whether a folded word only holds a sentence together."""
    return word in _SMALL
