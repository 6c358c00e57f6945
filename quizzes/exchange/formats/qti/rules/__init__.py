"""The response processing of QTI 2.x and 3.0: a small evaluator of the part that has a plain meaning.

It exists to prove, not to serve: an imported question is scored by our own key, and the evaluator shows beforehand,
over every possible answer, that the key gives the points that the file's rules give. Whatever it does not know
(`Unknown`) makes the question be refused.
"""
