"""`make calibrate`: fit the confidence on the calibration set and keep it beside the classifier.

Two logistic regressions over the features of a text: is the best entry right, and is the right one
among those offered. The thresholds are set on probabilities that each question got from the other
four fifths of the set, with a margin to what the product allows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.commands.opening import open_content
from bot.settings import read_settings
from knowledge.classifier import CONFIDENCE, Classifier, Confidence, Evidence
from tests.bench.understanding.questions import Half, Question, read, unseen

MOST_WRONG = {Half.PLAIN: 0.025, Half.OBLIQUE: 0.03}
"""Of the questions of each half, how many may be answered wrongly."""
MOST_FOREIGN = 0.025
"""Of the questions that are not ours, how many may be answered at all."""
LEAST_OFFERED = 0.99
"""Of the questions whose right entry is among the first three, how many shall be offered it."""

FORMS = frozenset({"why-item"})
"""Entries that are found by the form of a message, never by the judge."""

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def main() -> None:
    """Calibrate and say what the thresholds do to the calibration set."""
    library = open_content(read_settings().content_dir)
    blank = Confidence((), (), 1.0, 1.0)
    classifier = Classifier(library.phrasings, blank)
    asked = unseen(read("calibration"), [each.text for each in library.phrasings])
    questions = [each for each in asked if not each.entries & FORMS]
    bare = library.interpreter.rules.bare
    evidence = [classifier.evidence(bare(each.text)) for each in questions]
    confidence = fit(questions, evidence)
    kept = {
        "right": [round(each, 4) for each in confidence.right],
        "near": [round(each, 4) for each in confidence.near],
        "answer": round(confidence.answer, 3),
        "clarify": round(confidence.clarify, 3),
    }
    CONFIDENCE.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(f"{len(questions)} questions; {CONFIDENCE.name}: {kept}")


def fit(questions: Sequence[Question], evidence: Sequence[Evidence]) -> Confidence:
    """The confidence that suits some questions, whose best entries are known."""
    features = np.array([each.features for each in evidence])
    ours = np.array([bool(each.entries) for each in questions])
    right = np.array(
        [
            found.entries[0] in asked.entries
            for asked, found in zip(questions, evidence, strict=True)
        ]
    )
    near = np.array(
        [
            not asked.entries.isdisjoint(found.entries)
            for asked, found in zip(questions, evidence, strict=True)
        ]
    )
    halves = {half: np.array([each.half is half for each in questions]) for half in Half}
    answer = _answer_from(_held_out(features, right), right, ours, halves)
    offered = np.sort(_held_out(features, near)[near])
    clarify = float(offered[int((1 - LEAST_OFFERED) * len(offered))])
    return Confidence(_weights(features, right), _weights(features, near), answer, clarify)


def _answer_from(
    probability: Numbers, right: Flags, ours: Flags, halves: Mapping[Half, Flags]
) -> float:
    """The lowest threshold that keeps to what is allowed."""
    for threshold in np.linspace(0.3, 0.99, 139):
        answered = probability >= threshold
        wrong = {half: (answered & ~right)[ours & of].mean() for half, of in halves.items()}
        kept = all(wrong[half] <= most for half, most in MOST_WRONG.items())
        if kept and answered[~ours].mean() <= MOST_FOREIGN:
            return float(threshold)
    return 0.99


def _held_out(features: Numbers, target: Flags) -> Numbers:
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    found: Numbers = cross_val_predict(
        _regression(), features, target, cv=folds, method="predict_proba"
    )[:, 1]
    return found


def _weights(features: Numbers, target: Flags) -> tuple[float, ...]:
    """An intercept and a weight for each feature as it is, without its scaling."""
    fitted = _regression().fit(features, target)
    scaler, regression = fitted.steps[0][1], fitted.steps[1][1]
    weights = regression.coef_[0] / scaler.scale_
    intercept = regression.intercept_[0] - weights @ scaler.mean_
    return (float(intercept), *(float(each) for each in weights))


def _regression() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=1.0))


if __name__ == "__main__":
    main()
