"""The contract on paper is the contract served."""

from tools import make_schemas


def test_the_description_in_docs_is_that_of_the_code():
    assert make_schemas.stale(make_schemas.made()) == [], "run python -m tools.make_schemas"


def test_the_comparison_sees_a_change():
    path, text = next(iter(make_schemas.made().items()))
    assert make_schemas.stale({path: text + " "}) == ["openapi.json"]


def test_every_call_says_what_it_answers():
    found = make_schemas.openapi()
    assert found["openapi"].startswith("3.1")
    for path, calls in found["paths"].items():
        for method, call in calls.items():
            good = [status for status in call["responses"] if status < "400"]
            assert good, (method, path)
            assert call["description"], (method, path)
    text = str(found)
    assert "HTTPValidationError" not in text
    assert found["components"]["schemas"]["Problem"]["properties"]["retry"]
