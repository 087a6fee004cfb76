"""What the page is drawn from: the services, the addresses of pictures, what is hidden until it is gone."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.conversations import Evidence
from rag.library import DEFAULT_COLLECTION
from rag.types import Document
from web.evidence_images import EvidenceImages, Size
from web.evidence_panel import EvidencePanel
from web.model_offers import Offer, offers
from web.pending import Pending
from web.services import Services
from web.texts import Language
from web.transcript import Transcript
from web.viewer import Viewer
from web.where import Where


@dataclass(frozen=True)
class Desk:
    """One for all tabs."""

    services: Services
    images: EvidenceImages
    pending: Pending = field(default_factory=Pending)

    @classmethod
    def of(cls, services: Services) -> Desk:
        return cls(services, EvidenceImages(services.library.image))

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.services.library)

    def address(self, evidence: Evidence, size: Size) -> str:
        """Where the browser finds the picture of an evidence."""
        return f"evidence/{self.images.token(evidence.hit, evidence.boxes)}?size={size}"

    def transcript(self, language: Language) -> Transcript:
        return Transcript(language, self.address)

    def panel(self, language: Language) -> EvidencePanel:
        return EvidencePanel(language, self.address)

    def collections(self) -> list[str]:
        """The names to choose from; the default one exists before anything is in it."""
        hidden = self.pending.hidden()
        names = dict.fromkeys((DEFAULT_COLLECTION, *self.services.library.collections()))
        return [name for name in names if f"collection:{name}" not in hidden]

    def documents(self, collection: str) -> list[Document]:
        """The documents of a collection."""
        return self.services.library.documents(collection)

    def offered(self) -> tuple[Offer, ...]:
        """The language models that run on this machine, while none writes the answers."""
        library = self.services.library
        return offers(self.services.servers()) if library.config.generator == "extractive" else ()

    def is_known(self, where: Where) -> bool:
        """Whether a tab's collection is still there."""
        return where.collection in self.collections()
