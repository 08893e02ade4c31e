from bench.rules_report import Effect, changes_text, effects_text

A, B, C = ("quay", "count", 1, "12 boats"), ("quay", "count", 1, "40 pilots"), ("pier", "product", 2, "Handbook")


def test_gained_and_lost_are_told_with_what_the_annotation_says_of_them() -> None:
    shown = changes_text({A: "right", B: "wrong"}, {A: "right", C: "optional"}).splitlines()
    assert shown == [
        "gained: 0 right, 0 wrong, 1 optional",
        "  + optional product pier p2: Handbook",
        "lost: 0 right, 1 wrong, 0 optional",
        "  - wrong    count quay p1: 40 pilots",
    ]


def test_a_rule_that_does_more_harm_than_good_is_marked_and_an_idle_one_named() -> None:
    good = Effect("good", "claim", 3, 1, 2, 1, 0, 0)
    barring = Effect("barring", "no_result", 0, 0, 0, 0, 1, 2)
    idle = Effect("idle", "claim", 0, 0, 0, 0, 0, 0)
    lines = effects_text([good, barring, idle]).splitlines()
    assert not next(line for line in lines if line.startswith("good")).endswith("more wrong than right")
    assert next(line for line in lines if line.startswith("barring")).endswith("more wrong than right")
    assert lines[-1] == "1 rules change nothing on these pages: idle"
