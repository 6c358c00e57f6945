from certificates.models.bundle import Bundle
from certificates.models.certificate import Certificate, Revocation
from certificates.models.design import Design, DesignVersion, Kind
from certificates.models.obstacle import Obstacle

__all__ = ["Bundle", "Certificate", "Design", "DesignVersion", "Kind", "Obstacle", "Revocation"]
