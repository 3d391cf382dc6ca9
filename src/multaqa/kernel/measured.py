"""Files on their way in, of which no more is kept than anything here may weigh."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class MeasuredUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to disk as it comes, up to ``UPLOAD_BYTES``; beyond that it only counts.

    The page that asked for it is told its true size, and refuses it beside its field: nobody fills
    a disk by sending, and nobody is cut off without a word.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.kept <= settings.UPLOAD_BYTES:
            self.kept += len(raw_data)
            super().receive_data_chunk(raw_data, start)
