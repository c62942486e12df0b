"""What the upload function answers, as its clients and its documentation see it."""

from typing import Literal

from pydantic import BaseModel, Field


class Accepted(BaseModel):
    """The batch is stored; its verdict will follow."""

    upload_id: str = Field(examples=["20261123T065431Z-9f2c41d0ab"])
    baseline_key: str | None = Field(description="Where the baseline stands; null where none was sent.")
    drift_key: str = Field(description="Where the drift file stands.")
    verdict_key: str = Field(description="Where the verdict will stand.")
    verdict_url: str = Field(description="Answers the verdict; also in the header Location.")


class Pending(BaseModel):
    """The drift file stands, and waits to be scored."""

    status: Literal["pending"] = "pending"
    drift_key: str
    verdict_key: str = Field(description="Where the verdict will stand.")


class Healthy(BaseModel):
    """The store answers."""

    status: Literal["ok"] = "ok"


class Reason(BaseModel):
    """What went wrong."""

    type: str = Field(description="One word for programs.", examples=["unknown_extension"])
    message: str = Field(description="One sentence for people: what was found, and what is right.")


class Refusal(BaseModel):
    """Every answer that is an error."""

    error: Reason
