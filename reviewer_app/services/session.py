"""Everything behind an open profile: the services, and how it is closed."""

from dataclasses import dataclass

from reviewer_app.domain.account import Account
from reviewer_app.services.base import Desk
from reviewer_app.services.estimates import EstimateService
from reviewer_app.services.evidence import EvidenceService
from reviewer_app.services.finishing import FinishService
from reviewer_app.services.frameworks import FrameworkService
from reviewer_app.services.hub import HubService
from reviewer_app.services.keys import KeyService
from reviewer_app.services.places import PlaceService
from reviewer_app.services.reports import ReportService
from reviewer_app.services.reviews import ReviewService
from reviewer_app.services.schools import SchoolService
from reviewer_app.services.sections import SectionService
from reviewer_app.services.statements import StatementService


@dataclass(frozen=True, slots=True)
class Session:
    """The services of one open profile."""

    profile: str
    desk: Desk
    keys: KeyService
    frameworks: FrameworkService
    schools: SchoolService
    reviews: ReviewService
    evidence: EvidenceService
    statements: StatementService
    estimates: EstimateService
    sections: SectionService
    reports: ReportService
    finishing: FinishService
    hub: HubService
    places: PlaceService

    @property
    def account(self) -> Account:
        """Return who works here."""
        return self.desk.account

    def check(self) -> list[str]:
        """Return what is wrong with the store, in sentences; empty where all is sound."""
        return self.desk.store.check()

    def close(self) -> None:
        """Close the files and drop the keys. Typing must have been sealed or kept as drafts."""
        try:
            self.desk.store.close()
        finally:
            self.keys.close()


def build_session(profile: str, desk: Desk, keys: KeyService) -> Session:
    """Wire the services of an open profile together and make sure its frameworks are there."""
    frameworks = FrameworkService(desk)
    frameworks.seed()
    evidence = EvidenceService(desk, frameworks)
    reports = ReportService(desk, frameworks)
    return Session(
        profile=profile,
        desk=desk,
        keys=keys,
        frameworks=frameworks,
        schools=SchoolService(desk),
        reviews=ReviewService(desk, frameworks),
        evidence=evidence,
        statements=StatementService(desk),
        estimates=EstimateService(desk, frameworks),
        sections=SectionService(desk),
        reports=reports,
        finishing=FinishService(desk, frameworks, evidence, reports),
        hub=HubService(desk),
        places=PlaceService(desk),
    )
