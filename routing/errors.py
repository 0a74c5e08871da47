"""The error tree: every error names the place, the value and the way out.

Each class has an HTTP status, a CLI exit code and a title in German and
English. What is wrong in detail stands in findings, whose wording lives in
:mod:`routing.messages`. Infeasibility is a result with reasons, never an error.
"""

from collections.abc import Iterable
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

from routing.messages import Language, wording


class Finding(BaseModel):
    """One thing wrong (or noteworthy) at one place of an input.

    Parameters
    ----------
    code
        Key of the wording in :mod:`routing.messages`.
    file, row, column
        Where it stands; row 1 is the header line of a table.
    value
        What stands there, as text.
    detail
        What the way out needs to name (a nearest name, a limit, a list).
    severity
        ``error`` stops the command, ``warning`` is reported only.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    detail: str | None = None
    severity: Literal["error", "warning"] = "error"

    def text(self, language: Language = "de") -> str:
        """Return place, value and way out as one sentence."""
        names = {"de": ("Zeile", "Spalte"), "en": ("row", "column")}[language]
        place = [self.file] if self.file else []
        place += [f"{names[0]} {self.row}"] if self.row is not None else []
        place += [f"{names[1]} {self.column}"] if self.column else []
        said = wording(self.code, language).format(value=self.value or "", detail=self.detail or "")
        return f"{', '.join(place)}: {said}" if place else said


class TermintreuError(Exception):
    """Root of all errors that a user can cause or repair."""

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    title_de: ClassVar[str] = "Interner Fehler"
    title_en: ClassVar[str] = "Internal error"

    def __init__(self, findings: Iterable[Finding] | Finding) -> None:
        self.findings: tuple[Finding, ...] = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Finding, ...]]]:
        """Let the error of another process arrive whole."""
        return type(self), (self.findings,)

    @classmethod
    def of(cls, code: str, **fields: str | int | None) -> Self:
        """Build the error from a single finding."""
        return cls(Finding.model_validate({"code": code, **fields}))

    def title(self, language: Language = "de") -> str:
        """Return the class's own title."""
        return {"de": self.title_de, "en": self.title_en}[language]

    def text(self, language: Language = "de") -> str:
        """Return title and all findings, a line each."""
        return "\n".join([self.title(language), *(f"  {finding.text(language)}" for finding in self.findings)])


class InputError(TermintreuError):
    """Something given does not fit: a value, an id, a reference."""

    http_status = 422
    exit_code = 2
    title_de = "Die Eingabe passt nicht"
    title_en = "The input does not fit"


class OrderFileError(InputError):
    """Rows of the order list can't be read."""

    title_de = "Die Auftragsliste hat Fehler"
    title_en = "The order list has errors"


class VehicleFileError(InputError):
    """Rows of the vehicle list can't be read."""

    title_de = "Die Fahrzeugliste hat Fehler"
    title_en = "The vehicle list has errors"


class ProfileFileError(InputError):
    """A file with own vehicle profiles can't be used."""

    title_de = "Die Profildatei hat Fehler"
    title_en = "The profile file has errors"


class HistoryFileError(InputError):
    """A history can't be read as a whole; single bad rows are excluded and listed instead."""

    title_de = "Die Historie ist nicht lesbar"
    title_en = "The history can't be read"


class PlanFileError(InputError):
    """A plan document can't be read."""

    title_de = "Der Plan ist nicht lesbar"
    title_en = "The plan can't be read"


class RoadsError(InputError):
    """A road extract or saved network can't be used."""

    title_de = "Das Straßennetz ist nicht nutzbar"
    title_en = "The road network can't be used"


class SnapError(InputError):
    """Places lie too far from any road the vehicle may use."""

    title_de = "Orte ohne erreichbare Straße"
    title_en = "Places without a usable road"


class BackupError(InputError):
    """A backup can't be restored; the store is as it was."""

    title_de = "Die Sicherung lässt sich nicht einspielen"
    title_en = "The backup can't be restored"


class OutputError(InputError):
    """A file that was asked for can't be written."""

    title_de = "Das Ergebnis lässt sich nicht schreiben"
    title_en = "The result can't be written"


class UnreachableError(InputError):
    """A given sequence contains a leg that no road connects."""

    title_de = "Ein Weg ist nicht befahrbar"
    title_en = "A leg can't be driven"


class NotFoundError(TermintreuError):
    """What was asked for does not exist."""

    http_status = 404
    exit_code = 2
    title_de = "Nicht gefunden"
    title_en = "Not found"


class SignInError(TermintreuError):
    """Nobody is signed in, or no longer."""

    http_status = 401
    exit_code = 2
    title_de = "Bitte melden Sie sich an"
    title_en = "Please sign in"


class ForbiddenError(TermintreuError):
    """The role does not allow it, or the request does not prove where it comes from."""

    http_status = 403
    exit_code = 2
    title_de = "Dazu fehlt Ihnen die Berechtigung"
    title_en = "You are not allowed to do that"


class ConflictError(TermintreuError):
    """It does not fit the state that the thing is in."""

    http_status = 409
    exit_code = 2
    title_de = "Das geht in diesem Zustand nicht"
    title_en = "Not possible in this state"


class StaleError(TermintreuError):
    """Somebody else changed it in the meantime; nothing was overwritten."""

    http_status = 412
    exit_code = 2
    title_de = "Inzwischen geändert"
    title_en = "Changed in the meantime"


class VersionMissingError(TermintreuError):
    """A change does not say which version it changes."""

    http_status = 428
    exit_code = 2
    title_de = "Die Fassung fehlt"
    title_en = "The version is missing"


class BodyError(InputError):
    """A request that can't be read at all."""

    http_status = 400
    title_de = "Die Anfrage ist nicht lesbar"
    title_en = "The request can't be read"


class MethodError(TermintreuError):
    """An address that does not do this."""

    http_status = 405
    exit_code = 2
    title_de = "Das geht an dieser Adresse nicht"
    title_en = "Not possible at this address"


class TooLargeError(InputError):
    """More than is taken at once."""

    http_status = 413
    title_de = "Das ist zu groß"
    title_en = "That is too large"


class MediaTypeError(InputError):
    """A kind of file or body that is not read here."""

    http_status = 415
    title_de = "Diese Art Datei wird hier nicht gelesen"
    title_en = "This kind of file is not read here"


class TooOftenError(TermintreuError):
    """More requests than one caller may make."""

    http_status = 429
    exit_code = 4
    title_de = "Zu viele Anfragen"
    title_en = "Too many requests"


class OverloadError(TermintreuError):
    """More is asked for than is worked on at a time."""

    http_status = 503
    exit_code = 4
    title_de = "Gerade ausgelastet"
    title_en = "Busy at the moment"


class StoreError(TermintreuError):
    """The database can't be used just now; trying again is safe unless the finding says otherwise."""

    http_status = 503
    exit_code = 4
    title_de = "Die Datenbank ist nicht nutzbar"
    title_en = "The database can't be used"


class AbandonedError(TermintreuError):
    """A job ended without a result, for no fault of what it was given."""

    exit_code = 4
    title_de = "Der Vorgang brach ab"
    title_en = "The job broke off"


class NetworkError(TermintreuError):
    """Something from outside could not be fetched."""

    http_status = 502
    exit_code = 3
    title_de = "Kein Zugriff auf das Internet"
    title_en = "The internet can't be reached"


class SolverError(TermintreuError):
    """The planning process ended without an answer."""

    exit_code = 4
    title_de = "Die Planung brach ab"
    title_en = "Planning ended without an answer"
