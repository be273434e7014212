"""Diagrams on their way into the house: checked, linked to what they call, and kept as versions.

The folder `processes/` is loaded at every start; what has not changed makes no new version.
"""

from app.designs.centre import load_centre
from app.designs.deploying import Deployment, House, approve, deploy
from app.designs.files import File
from app.designs.folder import Loaded, load_folder
from app.designs.holding import one as held_deployment
from app.designs.holding import reject
from app.designs.holding import waiting as held_deployments
from app.designs.layout import drawn
from app.designs.publishing import ledger, proof, verify_ledgers
from app.designs.versioning import definition, definitions, source, versions

__all__ = [
    "Deployment",
    "File",
    "House",
    "Loaded",
    "approve",
    "definition",
    "definitions",
    "deploy",
    "drawn",
    "held_deployment",
    "held_deployments",
    "ledger",
    "load_centre",
    "load_folder",
    "proof",
    "reject",
    "source",
    "verify_ledgers",
    "versions",
]
