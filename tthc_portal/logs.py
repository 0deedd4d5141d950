"""One log line is one JSON object, so that machines can read it and people can search it."""

import json
import logging
from datetime import UTC, datetime


class JSONFormatter(logging.Formatter):
    """Time in UTC, level, logger, message; the traceback where there is one. No personal data is added."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
