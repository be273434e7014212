"""Diagrams on their way into the house: checked, linked to what they call, and kept as versions.

The folder `processes/` is loaded at every start; what has not changed makes no new version.
"""

from app.designs.centre import load_centre
from app.designs.comparing import Difference
from app.designs.deploying import Deployment, House, approve, deploy
from app.designs.differences import between, to_draft
from app.designs.examining import Examination, examine, prove
from app.designs.files import File, Process, processes
from app.designs.folder import Loaded, load_folder
from app.designs.heating import MONTHS, StepHeat, heat
from app.designs.holding import files_of as held_files
from app.designs.holding import one as held_deployment
from app.designs.holding import reject
from app.designs.holding import waiting as held_deployments
from app.designs.layout import drawn
from app.designs.publishing import ledger, proof, verify_ledgers
from app.designs.templates import MODES, element_templates
from app.designs.versioning import Version, cancel, definition, definitions, source, versions

__all__ = [
    "MODES",
    "MONTHS",
    "Deployment",
    "Difference",
    "Examination",
    "File",
    "House",
    "Loaded",
    "Process",
    "StepHeat",
    "Version",
    "approve",
    "between",
    "cancel",
    "definition",
    "definitions",
    "deploy",
    "drawn",
    "element_templates",
    "examine",
    "heat",
    "held_deployment",
    "held_deployments",
    "held_files",
    "ledger",
    "load_centre",
    "load_folder",
    "processes",
    "proof",
    "prove",
    "reject",
    "source",
    "to_draft",
    "verify_ledgers",
    "versions",
]
