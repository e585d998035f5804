"""Transfer sheets, for verification."""

from __future__ import annotations

from healthapp.cases.seals import register
from healthapp.hospitals.models import TransferSheet

register("transfer_sheet", TransferSheet)
