from certificates.models.bundle import Bundle
from certificates.models.certificate import Certificate, Revocation
from certificates.models.obstacle import Obstacle

__all__ = ["Bundle", "Certificate", "Obstacle", "Revocation"]
