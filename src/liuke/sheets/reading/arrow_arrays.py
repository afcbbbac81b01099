"""numpy arrays as Arrow arrays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def integers(values: NDArray[np.int64], *, missing: NDArray[np.bool_] | None = None) -> pa.Int64Array:
    """The same numbers without a copy, null where ``missing``."""
    return pa.array(values, pa.int64(), mask=missing)
