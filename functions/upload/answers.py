"""The bodies of the upload function's answers; their docstrings are part of its OpenAPI pages."""

from typing import Literal

from pydantic import BaseModel, Field


class Accepted(BaseModel):
    """The batch is stored and will be scored."""

    upload_id: str = Field(examples=["20261123T065431Z-9f2c41d0ab"])
    baseline_key: str | None = Field(description="Object key of the baseline; null if none was sent.")
    drift_key: str = Field(description="Object key of the drift file.")
    verdict_key: str = Field(description="Object key that the verdict will have.")
    verdict_url: str = Field(description="URL of the verdict; also in the header Location.")


class Pending(BaseModel):
    """The drift file is stored and not scored yet."""

    status: Literal["pending"] = "pending"
    drift_key: str = Field(description="Object key of the drift file.")
    verdict_key: str = Field(description="Object key that the verdict will have.")


class Healthy(BaseModel):
    """The store answers."""

    status: Literal["ok"] = "ok"


class Reason(BaseModel):
    """The reason of an error."""

    type: str = Field(description="A constant for programs.", examples=["unknown_extension"])
    message: str = Field(description="One sentence for people: what is wrong, and what to do.")


class Refusal(BaseModel):
    """The body of every error."""

    error: Reason
