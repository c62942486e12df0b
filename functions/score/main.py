"""What cloud runtimes look for: `score` for functions-framework, `lambda_handler` for AWS Lambda."""

from functions.score.triggers.aws_lambda import lambda_handler
from functions.score.triggers.http import score

__all__ = ["lambda_handler", "score"]
