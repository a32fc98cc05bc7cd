"""Our vectors against scikit-learn's, which are the reference, and what they leave out."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from knowledge.vectors import LEAST_TEXTS, LONGEST, SHORTEST, Vectors

TEXTS = (
    "hva koster det",
    "hva koster det a bli godkjent",
    "kor lenge varer det",
    "hvor lenge varer a a a",
    "a",
    "",
    "callcenter callcenter callcenter",
)


def reference() -> FeatureUnion:
    weighting: dict[str, Any] = {
        "sublinear_tf": True,
        "lowercase": False,
        "min_df": LEAST_TEXTS,
        "dtype": np.float32,
    }
    by_words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), **weighting)
    by_letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), **weighting)
    return FeatureUnion([("words", by_words), ("letters", by_letters)])


WORDS = sorted({word for text in TEXTS for word in text.split()} | {"ukjent", "b", "og"})


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=4))
def test_any_text_has_the_vector_that_the_library_gives_it(asked: list[str]) -> None:
    fitted = reference().fit(list(TEXTS))
    expected = fitted.transform([*asked, "hva"]).toarray()

    found = Vectors(TEXTS).of([*asked, "hva"]).toarray()

    assert found.dtype == np.float32
    assert np.allclose(found, expected, atol=1e-6)


def test_what_occurs_in_one_text_alone_is_not_known() -> None:
    vectors = Vectors(TEXTS)
    assert vectors.knows("lenge")
    assert not vectors.knows("kor")
    assert vectors.of(["xyz"]).nnz == 0


def test_they_are_the_same_after_they_were_kept() -> None:
    vectors = Vectors(TEXTS)
    kept = pickle.loads(pickle.dumps(vectors))
    assert (vectors.of(TEXTS) != kept.of(TEXTS)).nnz == 0


def test_a_bot_that_judges_does_not_load_the_library_that_fits() -> None:
    code = "import sys, knowledge.classifier, bot.app; print('sklearn' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
