"""Every error that Sightline raises on purpose.

SightlineError
├── InputError                what was handed in cannot be used
│   ├── NotFoundError         a path, collection, document or chunk that is not there
│   ├── UnsupportedError      a file of a kind that is not read, a setting that is not known
│   ├── EmptyFileError        a file, or what can be read of it, is empty
│   ├── EncryptedError        a file that asks for a password
│   ├── BrokenFileError       a file that its own format's reader refuses
│   └── TooLargeError         a file, page or picture over a limit
├── LoaderError               reading went wrong on our side of the file
│   ├── LoaderTimeoutError    no page within the time limit
│   └── LoaderCrashError      the worker process died, or ran out of memory
├── LibraryError              the library on disk
│   ├── NotALibraryError      the path holds something else
│   ├── NewerLibraryError     written by a newer Sightline
│   ├── LedgerLostError       kept files without the ledger that knows them
│   ├── ReadOnlyError         no permission to write
│   ├── DiskFullError         no space left
│   └── VectorIndexError     the vector index cannot be used, and could not be rebuilt
├── ModelError                a model
│   ├── MissingModelError     not on this machine
│   ├── SpaceMismatchError    a vector of another space
│   └── GeneratorError        the language model's server refused, timed out, or broke off
└── ConfigError               config.toml or an environment variable
"""

from __future__ import annotations


class SightlineError(Exception):
    """An error with a hint: `message` says what was wrong, `hint` what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type[SightlineError], tuple[str, str]]:
        return type(self), (self.message, self.hint)


class InputError(SightlineError): ...


class NotFoundError(InputError): ...


class UnsupportedError(InputError): ...


class EmptyFileError(InputError): ...


class EncryptedError(InputError): ...


class BrokenFileError(InputError): ...


class TooLargeError(InputError): ...


class LoaderError(SightlineError): ...


class LoaderTimeoutError(LoaderError): ...


class LoaderCrashError(LoaderError): ...


class LibraryError(SightlineError): ...


class NotALibraryError(LibraryError): ...


class NewerLibraryError(LibraryError): ...


class LedgerLostError(LibraryError): ...


class ReadOnlyError(LibraryError): ...


class DiskFullError(LibraryError): ...


class VectorIndexError(LibraryError): ...


class ModelError(SightlineError): ...


class MissingModelError(ModelError): ...


class SpaceMismatchError(ModelError): ...


class GeneratorError(ModelError): ...


class ConfigError(SightlineError): ...
